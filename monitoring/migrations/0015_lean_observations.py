"""Observations without the database's own look at every key, and with the indexes that are asked for (ADR 90)."""

import django.db.models.deletion
from django.db import migrations, models


def named(to, **given):
    """A key whose row the writer holds while it writes."""
    return models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to=to, **given)


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0014_source_notes'),
    ]

    operations = [
        migrations.AlterField('observation', 'series', named('monitoring.series', db_index=False, related_name='observations')),
        migrations.AlterField('observation', 'region', named('dkbm.region', related_name='+')),
        migrations.AlterField('observation', 'owner', named('dkbm.municipality', blank=True, null=True, db_index=False, related_name='+')),
        migrations.AlterField('observation', 'run', named('monitoring.importrun', related_name='observations')),
        migrations.AlterField('observation', 'replaces', named('monitoring.observation', blank=True, null=True, db_index=False, related_name='+')),
        migrations.AlterField('observation', 'restored_by', named('monitoring.importrun', blank=True, null=True, db_index=False, related_name='+')),
        migrations.AddIndex(
            model_name='observation',
            index=models.Index(condition=models.Q(('owner__isnull', False)), fields=['owner', 'series'], name='observation_of_owner'),
        ),
        migrations.AddIndex(
            model_name='observation',
            index=models.Index(condition=models.Q(('restored_by__isnull', False)), fields=['restored_by'], name='observation_restored'),
        ),
    ]
