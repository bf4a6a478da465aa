"""What is measured: catalogue, sources, observations, imports, results."""

from monitoring.models.answers import FrozenChart
from monitoring.models.boundaries import Boundary
from monitoring.models.catalogue import Indicator, IndicatorVersion, Series, Source
from monitoring.models.events import TimelineEvent
from monitoring.models.factsheets import FactSheet
from monitoring.models.goals import GoalIndicator
from monitoring.models.imports import Exclusion, ImportRun, ImportState, Upload
from monitoring.models.learning import LearningChoice, LearningConsent
from monitoring.models.mapping import ColumnMapping
from monitoring.models.observation import Observation, Status
from monitoring.models.own import (
    CellState,
    DataCell,
    DataEvidence,
    DataLine,
    DataPeriod,
    DataSet,
    DataSheet,
    SheetState,
)
from monitoring.models.publication import (
    ProtectionRule,
    Publication,
    PublicationState,
    PublishedCell,
    RawHolding,
    RawLook,
)
from monitoring.models.questionnaires import (
    Scale,
    Survey,
    SurveyAnswer,
    SurveyKind,
    SurveyLink,
    SurveyQuestion,
    SurveyText,
    SurveyWave,
    TextState,
)
from monitoring.models.readings import Assessment, AssessmentDetail, IndicatorThreshold, KeptLight, Occasion
from monitoring.models.reports import (
    Report,
    ReportChapter,
    ReportEdition,
    ReportFile,
    ReportFileKind,
    ReportPeers,
)
from monitoring.models.results import CubeBlob, ResultBlob, Snapshot
from monitoring.models.serving import ServedBytes
from monitoring.models.situation import ReadingLink, SituationEdition, SituationMail, SituationReader
from monitoring.models.surveys import SurveyResult
from monitoring.models.targets import Target
from monitoring.models.views import PeerList, SavedView

__all__ = [
    "Assessment",
    "AssessmentDetail",
    "Boundary",
    "CellState",
    "ColumnMapping",
    "CubeBlob",
    "DataCell",
    "DataEvidence",
    "DataLine",
    "DataPeriod",
    "DataSet",
    "DataSheet",
    "Exclusion",
    "FactSheet",
    "FrozenChart",
    "GoalIndicator",
    "ImportRun",
    "ImportState",
    "Indicator",
    "IndicatorThreshold",
    "IndicatorVersion",
    "KeptLight",
    "LearningChoice",
    "LearningConsent",
    "Observation",
    "Occasion",
    "PeerList",
    "ProtectionRule",
    "Publication",
    "PublicationState",
    "PublishedCell",
    "RawHolding",
    "RawLook",
    "ReadingLink",
    "Report",
    "ReportChapter",
    "ReportEdition",
    "ReportFile",
    "ReportFileKind",
    "ReportPeers",
    "ResultBlob",
    "SavedView",
    "Scale",
    "Series",
    "ServedBytes",
    "SheetState",
    "SituationEdition",
    "SituationMail",
    "SituationReader",
    "Snapshot",
    "Source",
    "Status",
    "Survey",
    "SurveyAnswer",
    "SurveyKind",
    "SurveyLink",
    "SurveyQuestion",
    "SurveyResult",
    "SurveyText",
    "SurveyWave",
    "Target",
    "TextState",
    "TimelineEvent",
    "Upload",
]
