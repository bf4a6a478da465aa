/* Draws the figures of a page from the JSON beside them. Without it the tables say the same. */
"use strict";

(() => {
  const NARROW_PX = 480;
  const IMAGE = { width: 1200, height: 675, scale: 2 };
  const CONFIG = {
    displayModeBar: false,
    displaylogo: false,
    showSendToCloud: false,
    plotlyServerURL: "",
    locale: "de",
    responsive: true,
    doubleClick: false,
    showTips: false,
  };
  const GERMAN = {
    moduleType: "locale",
    name: "de",
    dictionary: {},
    format: {
      days: ["Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"],
      shortDays: ["So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"],
      months: ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
        "November", "Dezember"],
      shortMonths: ["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"],
      date: "%d.%m.%Y",
    },
  };
  /* The light tokens of dkbm.css; where the system is dark, each becomes the token's value of today. */
  const TOKENS = {
    "#1b2530": "--ink", "#566270": "--muted", "#d8dde2": "--line", "#ffffff": "--surface", "#0b4f6c": "--own",
    "#b4532a": "--land", "#6a7380": "--bund", "#d5e3ea": "--band", "#17703f": "--green", "#8f5200": "--amber",
    "#a8231c": "--red", "#5f6b78": "--grey",
  };
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const forced = window.matchMedia("(forced-colors: active)");
  const drawings = new Map();
  let printing = false;

  const recoloured = (value, styles) => {
    if (typeof value === "string") {
      const token = TOKENS[value.toLowerCase()];
      return token ? styles.getPropertyValue(token).trim() || value : value;
    }
    if (Array.isArray(value)) return value.map((part) => recoloured(part, styles));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, recoloured(part, styles)]));
  };

  const drawingFor = (spec, narrow) => {
    const layout = (narrow && spec.narrow) || spec.layout;
    const drawing = { data: spec.data, layout: { ...layout, autosize: true } };
    const asIs = printing || forced.matches || !dark.matches;
    return asIs ? structuredClone(drawing) : recoloured(drawing, getComputedStyle(document.documentElement));
  };

  const isNarrow = (place) => place.clientWidth < NARROW_PX;

  const draw = (place, spec) => {
    const narrow = isNarrow(place);
    drawings.set(place, { spec, narrow });
    const { data, layout } = drawingFor(spec, narrow);
    return window.Plotly.react(place, data, layout, CONFIG);
  };

  const drawAll = () => drawings.forEach(({ spec }, place) => draw(place, spec));

  const saveImage = async (spec) => {
    const layout = { ...structuredClone(spec.layout), ...IMAGE };
    const below = { xref: "paper", yref: "paper", x: 0, xanchor: "left", showarrow: false, align: "left" };
    const source = { ...below, y: 0, yanchor: "top", yshift: -48, text: spec.source ? `Quelle: ${spec.source}` : "" };
    layout.title = { text: spec.title, x: 0.02, xanchor: "left", font: { color: "#1b2530", size: 20 } };
    layout.margin = { ...layout.margin, t: 70, b: 90 };
    layout.annotations = [...(layout.annotations || []), source];
    const image = { format: "png", width: IMAGE.width, height: IMAGE.height, scale: IMAGE.scale };
    const figure = { data: structuredClone(spec.data), layout, config: CONFIG };
    await window.Plotly.downloadImage(figure, { ...image, filename: spec.name });
  };

  const offerImage = (dataId, spec) => {
    const button = document.querySelector(`[data-figure-png="${CSS.escape(dataId)}"]`);
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => saveImage(spec));
  };

  const watchWidth = new ResizeObserver((entries) => {
    entries.forEach(({ target }) => {
      const drawing = drawings.get(target);
      if (drawing && target.clientWidth > 0 && isNarrow(target) !== drawing.narrow) draw(target, drawing.spec);
    });
  });

  const start = (figure) => {
    const source = document.getElementById(figure.dataset.figure);
    const place = figure.querySelector(".figure-plot");
    if (!source || !place || drawings.has(place)) return;
    const spec = JSON.parse(source.textContent);
    offerImage(figure.dataset.figure, spec);
    draw(place, spec).then(() => watchWidth.observe(place));
  };

  const startAll = (root) => root.querySelectorAll("[data-figure]").forEach(start);

  if (!window.Plotly) return;
  window.Plotly.register(GERMAN);
  startAll(document);
  document.addEventListener("htmx:afterSettle", (event) => startAll(event.target));
  dark.addEventListener("change", drawAll);
  forced.addEventListener("change", drawAll);
  window.addEventListener("beforeprint", () => { printing = true; drawAll(); });
  window.addEventListener("afterprint", () => { printing = false; drawAll(); });
})();
