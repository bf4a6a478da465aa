"""What files say below their numbers moves from the imports to the source, where every reader finds it."""

from django.db import migrations, models


def take_notes(apps, _schema_editor):
    """The notes of the newest committed official file of every source, as `refresh_retrieved` keeps them."""
    runs = apps.get_model('monitoring', 'ImportRun').objects.filter(state='committed', owner__isnull=True)
    for source in apps.get_model('monitoring', 'Source').objects.all():
        headers = list(runs.filter(source=source).order_by('-committed_at', '-pk').values_list('header', flat=True))
        headers.sort(key=lambda header: header.get('retrieved') or '', reverse=True)
        source.notes = next((header['footer'] for header in headers if header.get('footer')), '')
        if source.notes:
            source.save(update_fields=['notes'])


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0013_questionnaires'),
    ]

    operations = [
        migrations.AddField(
            model_name='source',
            name='notes',
            field=models.TextField(blank=True, verbose_name='Anmerkungen der Quelle'),
        ),
        migrations.AddField(
            model_name='source',
            name='edition',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(take_notes, migrations.RunPython.noop),
    ]
