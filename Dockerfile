# One image for web, worker and beat; compose.yaml shows the processes.
FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 DKBM_MODE=production
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --no-create-home dkbm
WORKDIR /srv/dkbm
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN python manage.py collectstatic --noinput && mkdir -p var && chown -R dkbm var
USER dkbm
EXPOSE 8000
CMD ["gunicorn", "dkbm.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", "--no-control-socket"]
