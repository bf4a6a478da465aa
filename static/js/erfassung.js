/* The entry grid: keys, saving per cell, pasting a block with a preview, side panel. The form works without it. */
"use strict";

(() => {
  const form = document.querySelector("[data-raster]");
  if (!form) return;
  const panel = document.querySelector("[data-seitenblatt]");
  const status = form.querySelector("[data-meldung]");
  const findings = document.querySelector("[data-befunde]");
  const inputs = [...form.querySelectorAll("input[data-row]")];
  const grid = [];
  const shown = new Map();
  let queue = Promise.resolve();
  let last = inputs[0];
  let panelNumber = 0;

  inputs.forEach((input) => {
    (grid[Number(input.dataset.row)] ??= [])[Number(input.dataset.column)] = input;
    shown.set(input.name, input.defaultValue);
  });

  const tokenOf = (input) => form.elements[`t${input.name.slice(1)}`];
  const stateOf = (input) => document.getElementById(`s${input.name.slice(1)}`);
  const labelOf = (input) => input.getAttribute("aria-label");
  const seenOf = (input) => tokenOf(input).value.replace(/^[^:]*:/u, "");
  const say = (text) => { status.textContent = text; };

  /* The state of a cell: sign, word and colour. */
  const showState = (input, state, icon, word, commented) => {
    const line = stateOf(input);
    line.className = `zellstand z-${state}`;
    line.querySelector(".zeichen").textContent = icon;
    line.querySelector(".wort").textContent = word;
    line.querySelector(".anmerkung")?.remove();
    if (commented) {
      const note = document.createElement("span");
      note.className = "anmerkung";
      note.textContent = ", ✎ Kommentar";
      line.querySelector(".wort").after(note);
    }
    input.className = `z-${state}`;
    if (["invalid", "conflict", "error"].includes(state)) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };

  const button = (text, deed) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn";
    made.textContent = text;
    made.addEventListener("click", deed);
    return made;
  };

  /* What is to be said or asked about a cell stands below it. */
  const showMessage = (input, cell) => {
    const place = input.closest("td");
    place.querySelectorAll(".zellmeldung, .zellwahl").forEach((old) => old.remove());
    if (!cell.message) return;
    const text = document.createElement("span");
    text.className = "zellmeldung";
    text.textContent = cell.message;
    place.append(text);
    const choices = document.createElement("span");
    choices.className = "zellwahl";
    cell.readings.forEach((reading) => choices.append(button(reading, () => put(input, reading, true))));
    if (cell.state === "conflict") {
      choices.append(button(`Meins: ${cell.text || "leer"}`, () => save([input], true)));
      choices.append(button(`Behalten: ${cell.theirs || "leer"}`, () => put(input, cell.theirs, true)));
    }
    if (choices.children.length) place.append(choices);
  };

  const take = (cell, sent) => {
    const input = form.elements[cell.name];
    if (!input) return;
    const mine = sent.has(cell.name);
    /* what somebody is typing right now is theirs: an answer never writes over it */
    const typing = input.value !== (mine ? sent.get(cell.name) : shown.get(cell.name));
    const seen = cell.state === "conflict" ? cell.theirs : cell.state === "invalid" ? seenOf(input) : cell.text;
    tokenOf(input).value = `${cell.token}:${seen}`;
    if (typing) return;
    if (input.value !== cell.text) input.value = cell.text;
    shown.set(cell.name, cell.text);
    if (!mine && input.getAttribute("aria-invalid") && input.closest("td").querySelector(".zellmeldung")) return;
    showState(input, cell.state, cell.icon, cell.word, cell.commented);
    showMessage(input, cell);
  };

  const showFindings = (rows) => {
    findings.replaceChildren();
    if (!rows.length) return;
    const head = document.createElement("h2");
    head.textContent = "Was auffällt";
    const list = document.createElement("ul");
    list.className = "befunde";
    rows.forEach(([severity, text, numbers]) => {
      const row = document.createElement("li");
      const word = document.createElement("span");
      word.className = `schwere schwere-${severity}`;
      word.textContent = `${{ Fehler: "✕", Warnung: "△" }[severity] ?? "ℹ"} ${severity}`;
      row.append(word, ` ${text} ${numbers}`);
      list.append(row);
    });
    findings.append(head, list);
  };

  const failed = (cells, text) => {
    cells.forEach((input) => showState(input, "invalid", "✕", "nicht gespeichert", false));
    say(text);
  };

  const send = async (cells, also) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const sent = new Map();
    cells.forEach((input) => {
      sent.set(input.name, input.value);
      body.append(input.name, input.value);
      body.append(tokenOf(input).name, tokenOf(input).value);
      showState(input, "saving", "…", "wird gespeichert", false);
    });
    if (also) body.append("auch", "1");
    try {
      const answer = await fetch(form.dataset.adresse, {
        method: "POST", body, headers: { Accept: "application/json" },
      });
      if (!answer.ok || answer.redirected) {
        failed(cells, "Nicht gespeichert: Die Anmeldung oder die Berechtigung ist abgelaufen. Bitte laden Sie die Seite neu.");
        return;
      }
      const told = await answer.json();
      told.cells.forEach((cell) => take(cell, sent));
      showFindings(told.findings);
      const wrong = told.cells.filter((cell) => sent.has(cell.name) && cell.message);
      say(wrong.length ? `${labelOf(form.elements[wrong[0].name])}: ${wrong[0].message}`
        : sent.size === 1 ? `${labelOf(cells[0])}: ${told.cells.find((cell) => sent.has(cell.name)).word}`
          : `${sent.size} Werte gesendet.`);
      if (cells.includes(last)) openPanel(last);
    } catch {
      failed(cells, "Nicht gespeichert: keine Verbindung. Ihre Eingaben bleiben stehen; „Werte speichern“ versucht es erneut.");
    }
  };

  /* One request after the other: each sees what the one before has saved. */
  const save = (cells, also = false) => {
    queue = queue.then(() => send(cells, also));
    return queue;
  };

  const put = (input, text, now) => {
    input.value = text;
    input.focus();
    if (now) save([input], true);
  };

  const changed = (input) => input.value.trim() !== seenOf(input).trim() && !input.readOnly;

  const go = (input, rows, columns) => {
    const row = Number(input.dataset.row) + rows;
    const target = grid[row]?.[Number(input.dataset.column) + columns];
    if (!target) return false;
    target.focus();
    target.select();
    return true;
  };

  const onKey = (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset.row) return;
    const atStart = input.selectionStart === 0 && (input.selectionEnd === 0 || input.selectionEnd === input.value.length);
    const atEnd = input.selectionEnd === input.value.length;
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      panel.focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!go(input, event.shiftKey ? -1 : 1, 0) && changed(input)) save([input]);
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      go(input, 1, 0);
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      go(input, -1, 0);
    } else if (event.key === "ArrowLeft" && atStart) {
      if (go(input, 0, -1)) event.preventDefault();
    } else if (event.key === "ArrowRight" && atEnd) {
      if (go(input, 0, 1)) event.preventDefault();
    } else if (event.key === "Escape") {
      input.value = seenOf(input);
    }
  };

  /* --- side panel ------------------------------------------------------------------------- */
  const openPanel = async (input) => {
    panelNumber += 1;
    const number = panelNumber;
    try {
      const answer = await fetch(stateOf(input).href, { headers: { "X-Panel": "1" } });
      if (!answer.ok || answer.redirected || number !== panelNumber || panel.contains(document.activeElement)) return;
      panel.innerHTML = await answer.text();
    } catch {
      /* the panel keeps what it showed; saving says when there is no connection */
    }
  };

  const sendNotes = async (event) => {
    if (!event.target.matches("[data-angaben]")) return;
    event.preventDefault();
    const body = new FormData(event.target, event.submitter);
    try {
      const answer = await fetch(event.target.action, { method: "POST", body, headers: { "X-Panel": "1" } });
      if (answer.redirected || ![200, 422].includes(answer.status)) {
        say("Die Angaben sind nicht gespeichert. Bitte laden Sie die Seite neu.");
        return;
      }
      panel.innerHTML = await answer.text();
      if (answer.ok) {
        say("Die Angaben sind gespeichert.");
        await refresh();
      }
      panel.focus();
    } catch {
      say("Die Angaben sind nicht gespeichert: keine Verbindung.");
    }
  };

  /* Ask for all states anew, saving nothing. */
  const refresh = () => save([]);

  /* --- pasting ---------------------------------------------------------------------------- */
  const blockOf = (text) => text.replace(/\r\n?/gu, "\n").replace(/\n$/u, "").split("\n").map((line) => line.split("\t"));

  const targets = (block, start) => {
    const found = [];
    let outside = 0;
    block.forEach((line, down) => line.forEach((text, right) => {
      const input = grid[Number(start.dataset.row) + down]?.[Number(start.dataset.column) + right];
      if (!input || input.readOnly) outside += 1;
      else found.push([input, text.trim()]);
    }));
    return { found, outside };
  };

  const cellOf = (kind, text) => {
    const made = document.createElement(kind);
    made.textContent = text;
    return made;
  };

  const preview = ({ found, outside }, start) => {
    const box = document.createElement("dialog");
    box.className = "einfuegen";
    box.setAttribute("aria-labelledby", "einfuegen-titel");
    const head = cellOf("h2", `${found.length} Werte einfügen?`);
    head.id = "einfuegen-titel";
    const table = document.createElement("table");
    table.className = "data-table";
    const top = table.createTHead().insertRow();
    ["Zelle", "bisher", "neu"].forEach((word) => {
      const cell = cellOf("th", word);
      cell.scope = "col";
      top.append(cell);
    });
    const body = table.createTBody();
    found.forEach(([input, text]) => {
      const row = body.insertRow();
      const name = cellOf("th", labelOf(input));
      name.scope = "row";
      row.append(name, cellOf("td", input.value || "leer"), cellOf("td", text || "leer"));
    });
    const ways = document.createElement("p");
    ways.className = "actions";
    const yes = button("Einsetzen und speichern", () => {
      box.close();
      found.forEach(([input, text]) => { input.value = text; });
      save(found.filter(([input]) => changed(input)).map(([input]) => input));
    });
    yes.className = "btn btn-primary";
    ways.append(yes, button("Abbrechen", () => box.close()));
    box.append(head);
    if (outside) box.append(cellOf("p", `${outside} Werte fallen weg: Dort ist keine Zelle, oder sie ist gesperrt.`));
    box.append(table, ways);
    box.addEventListener("close", () => {
      box.remove();
      start.focus();
    });
    document.body.append(box);
    box.showModal();
    yes.focus();
  };

  const onPaste = (event) => {
    const input = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!input.dataset?.row || !/[\t\n]/u.test(text.trim())) return;
    event.preventDefault();
    preview(targets(blockOf(text), input), input);
  };

  form.addEventListener("keydown", onKey);
  form.addEventListener("paste", onPaste);
  form.addEventListener("change", (event) => {
    if (event.target.dataset.row && changed(event.target)) save([event.target]);
  });
  form.addEventListener("focusin", (event) => {
    if (!event.target.dataset.row || event.target === last) return;
    last = event.target;
    openPanel(last);
  });
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a.zellstand");
    if (!link) return;
    event.preventDefault();
    form.elements[`w${link.id.slice(1)}`].focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const waiting = inputs.filter(changed);
    if (waiting.length) save(waiting);
    else say("Alles ist gespeichert.");
  });
  panel.addEventListener("submit", sendNotes);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") last.focus();
  });
  inputs.forEach((input) => { stateOf(input).tabIndex = -1; });
  document.querySelector("[data-tasten]").hidden = false;
})();
