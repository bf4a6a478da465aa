"""The ground floor of the DKBM portal: what every app stands on."""

__version__ = "0.1.0"
