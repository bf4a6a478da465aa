"""Rows of one import were written together: on PostgreSQL an index over pages finds them (ADR 100)."""

import django.db.models.deletion
from django.db import migrations, models

from monitoring.models.observation import NeighboursIndex


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0015_lean_observations'),
    ]

    operations = [
        migrations.AlterField(
            model_name='observation',
            name='run',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='observations', to='monitoring.importrun'),
        ),
        migrations.AddIndex(
            model_name='observation',
            index=NeighboursIndex(autosummarize=True, fields=['run'], name='observation_of_run', pages_per_range=32),
        ),
    ]
