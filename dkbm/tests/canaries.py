"""Canaries: words and a number that only „here“ may see, in every internal row of the world of access."""

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from dkbm.jobs import enqueue
from governance.models import (
    ActorGroup,
    Agreement,
    Body,
    ContactPoint,
    Event,
    Goal,
    Meeting,
    Need,
    Person,
    Seat,
    Unit,
    UnitBenefit,
)
from governance.models import Publication as PublicText
from monitoring.models import (
    ImportRun,
    Publication,
    Report,
    ReportChapter,
    ReportEdition,
    SavedView,
    TimelineEvent,
)
from projects.models import (
    Benefit,
    BudgetLine,
    Fund,
    FundContribution,
    Grant,
    Handover,
    Interface,
    KeyProcess,
    Milestone,
    Participation,
    Post,
    Project,
    ProjectLink,
    ResourcePlan,
    Review,
    Scenario,
)

WORD, TERM, NUMBER = "Kanarienvogel", "Kanarienvo", "918273"


def plant(here):
    """Let every internal text of „here“ carry the word."""
    with system_scope("test"):
        inside = Body.objects.filter(audience=Audience.INTERNAL)  # the partners of its relations are public
        for pk in inside.values_list("pk", flat=True):  # a name is given once in a municipality
            Body.objects.filter(pk=pk).update(name=f"{WORD} Gremium {pk}", legal_basis=WORD)
        Unit.objects.update(name=Concat(Value(f"{WORD} Stelle "), Cast("pk", CharField())))
        Seat.objects.update(function=f"{WORD} Sitz")
        Meeting.objects.update(note=WORD, place=WORD)
        ContactPoint.objects.update(value=f"{WORD}{NUMBER}", purpose=WORD)
        Person.objects.create(municipality=here, name=f"{WORD} Person")
        for model in (Goal, Need, Event, PublicText, Agreement, ActorGroup):
            model.objects.update(name=f"{WORD} {model.__name__}", source=WORD)
        UnitBenefit.objects.update(text=WORD)
        Project.objects.update(title=f"{WORD} Projekt", summary=WORD)
        Milestone.objects.update(title=f"{WORD} Schritt")
        Publication.objects.update(name=WORD, reason=WORD)
        TimelineEvent.objects.update(title=WORD, source=WORD)
        SavedView.objects.update(name=WORD)
        Report.objects.update(name=WORD, introduction=WORD)
        ReportChapter.objects.update(comment=WORD)
        ReportEdition.objects.update(name=WORD, publisher=WORD)
        Post.objects.update(function=f"{WORD} Funktion", source=WORD, deputy_function=WORD)
        Grant.objects.update(title=f"{WORD} Bescheid", number=NUMBER, note=WORD)
        BudgetLine.objects.update(title=f"{WORD} Zeile", amount_cents=int(NUMBER) * 100)
        Fund.objects.update(name=f"{WORD} Fonds", purpose=WORD)
        KeyProcess.objects.update(title=f"{WORD} Angebot", flow=WORD, handbook=WORD)
        Interface.objects.update(note=WORD)
        Benefit.objects.update(text=WORD, source=WORD)
        ProjectLink.objects.update(title=WORD, source=WORD)
        for model, name in ((Scenario, "title"), (ResourcePlan, "name")):
            row = model.objects.get()
            content = {**row.content, "sentences": [WORD], "assumed": [WORD]}
            model.objects.update(**{name: WORD, "function": WORD, "content": content})
        Handover.objects.update(running=WORD, places=WORD)
        Review.objects.update(result=WORD, adaptation=WORD)
        Participation.objects.update(source=WORD)
        FundContribution.objects.update(contributor=f"{WORD} Beitrag")
        ImportRun.objects.update(file_name=f"{WORD}.csv", message=WORD)
        job = enqueue(WORD, NUMBER, municipality=here)
        job.progress_text = WORD
        job.save()


def leaks(response):
    """Whether the answer, or a header of it, carries a canary."""
    content = response.getvalue()  # of a streamed answer too
    text = content.decode(errors="replace") + str(response.headers)
    return WORD in text or NUMBER in text
