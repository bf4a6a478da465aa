/* Small comforts of every page. Nothing here is needed to work: without JavaScript the pages do the same. */
"use strict";

(() => {
  const POLL_MS = 1500;
  const POLL_LONGEST_MS = 15000;

  /* After a failed save the summary of what is wrong is read out first. */
  const showErrors = () => document.querySelector(".error-summary")?.focus();

  /* The switcher closes by Escape and by a click beside it. */
  const closeSwitcher = (event) => {
    const open = document.querySelector("details.switcher[open]");
    const beside = event.type === "click" && open && !open.contains(event.target);
    if (open && (beside || event.key === "Escape")) {
      open.open = false;
      if (event.key === "Escape") open.querySelector("summary").focus();
    }
  };

  /* A form is sent once, however often its button is pressed. */
  const sendOnce = (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    window.setTimeout(() => delete form.dataset.sent, 3000);
  };

  const showJob = (box, job) => {
    const text = box.querySelector(".job-text");
    const words = job.error || job.text || job.label;
    if (text.textContent !== words) text.textContent = words;
    const bar = box.querySelector("progress");
    if (job.percent === null) bar.removeAttribute("value");
    else bar.value = job.percent;
    if (job.finished) bar.hidden = true;
  };

  /* Ask how far a job is; reload once when it is done, because then the page has something new to show. */
  const watchJob = async (box, wait = POLL_MS) => {
    let next = Math.min(wait * 1.3, POLL_LONGEST_MS);
    try {
      const answer = await fetch(box.dataset.jobUrl, { headers: { Accept: "application/json" } });
      if (answer.redirected || [401, 403, 404].includes(answer.status)) return;
      if (answer.ok) {
        const job = await answer.json();
        showJob(box, job);
        if (job.finished) {
          if (!job.error) window.location.reload();
          return;
        }
      }
    } catch {
      next = POLL_LONGEST_MS;
    }
    window.setTimeout(() => watchJob(box, next), wait);
  };

  /* Data-copy buttons: put the text of another element on the clipboard and say so. */
  const copyText = async (button) => {
    const source = document.getElementById(button.dataset.copy);
    if (!source || !navigator.clipboard) return;
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    button.textContent = "Kopiert";
  };

  document.addEventListener("click", closeSwitcher);
  document.addEventListener("keydown", closeSwitcher);
  document.addEventListener("submit", sendOnce);
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => copyText(button));
  });
  document.querySelectorAll("[data-job-url]:not([data-job-finished])").forEach((box) => watchJob(box));
  showErrors();
})();
