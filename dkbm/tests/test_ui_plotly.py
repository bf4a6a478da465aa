"""plotly.js from the installed package: its rules as a file, and the finder that serves it."""

from pathlib import Path

import pytest

from dkbm.ui import finders, plotly_bundle

SMALL = (
    """x={};var r,q={"X,X div":'a:"b";',"X .m":"c:d;","Y p":"e:f;"};"""
    """for(k in q)r=k.replace(/^,/," ,").replace(/X/g,"")"""
)


def test_rules_come_out_last_first_with_their_shorthand_spelled_out() -> None:
    css = plotly_bundle.global_css(SMALL)
    assert css.splitlines() == [
        ".plotly-notifier p{e:f;}",
        ".js-plotly-plot .plotly .m{c:d;}",
        '.js-plotly-plot .plotly,.js-plotly-plot .plotly div{a:"b";}',
    ]


@pytest.mark.parametrize(
    "bundle", ["", "for(k in q)r=k.replace(/^,/", 'q={"a":1};for(k in q)r=k.replace(/^,/']
)
def test_an_unknown_bundle_is_refused(bundle: str) -> None:
    with pytest.raises(plotly_bundle.UnknownBundle):
        plotly_bundle.global_css(bundle)


def test_the_installed_bundle_is_known() -> None:
    css = finders.global_css_path().read_text(encoding="utf-8")
    assert ".js-plotly-plot .plotly .modebar{" in css
    assert css.count("{") == css.count("}") > 50
    assert css == plotly_bundle.global_css(plotly_bundle.bundle_path().read_text(encoding="utf-8"))
    assert finders.map_style_id()


def test_the_finder_finds_exactly_two_files() -> None:
    finder = finders.PlotlyFinder()
    assert [name for name, _ in finder.list(None)] == ["plotly.min.js", "plotly-global.css"]
    for name, storage in finder.list(None):
        assert storage.prefix == "plotly"
        assert storage.exists(name)
        assert Path(finder.find(f"plotly/{name}")).name == name
        assert finder.find(f"plotly/{name}", find_all=True) == [finder.find(f"plotly/{name}")]
    assert finder.find("plotly/../plotly.min.js") == []
    assert finder.find("css/dkbm.css", find_all=True) == []
