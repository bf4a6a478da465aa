/* The admin's search fields (select2) say what they are for: their boxes carry no name of their own. */
"use strict";
(function () {
  const NAMELESS = ".select2-selection__rendered, .select2-search__field";

  function nameOf(select) {
    const label = document.querySelector('label[for="' + select.id + '"]');
    return select.getAttribute("aria-label") || (label ? label.textContent.trim().replace(/:$/, "") : "");
  }

  function nameAll() {
    document.querySelectorAll("select.admin-autocomplete").forEach(function (select) {
      const box = select.nextElementSibling;
      const words = nameOf(select);
      if (!box || !box.classList.contains("select2") || !words) return;
      const chosen = Array.from(select.selectedOptions, function (option) { return option.text.trim(); }).join(", ");
      box.querySelectorAll(NAMELESS).forEach(function (part) {
        part.setAttribute("aria-label", chosen ? words + ": " + chosen : words);
      });
    });
  }

  window.addEventListener("load", function () {
    nameAll();
    document.addEventListener("formset:added", function () { window.setTimeout(nameAll, 0); });
    if (!window.django || !window.django.jQuery) return;
    window.django.jQuery(document).on("change select2:open", "select.admin-autocomplete", nameAll);
    window.django.jQuery(document).on("select2:open", function (event) {
      const field = document.querySelector(".select2-container--open .select2-search__field");
      if (field) field.setAttribute("aria-label", nameOf(event.target));
    });
  });
})();
