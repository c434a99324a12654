/* Filters the cards of a board by owner, by customer, and to those that press. Without it the board stands whole. */
(function () {
  "use strict";

  function some(name, cards) {
    return Array.from(new Set(cards.map(function (card) { return card.dataset[name]; }).filter(Boolean))).sort();
  }

  function options(place, values) {
    values.forEach(function (value) {
      var option = document.createElement("option");
      option.value = option.textContent = value;
      place.append(option);
    });
  }

  function board(form) {
    var cards = Array.from(document.querySelectorAll(".p-board__card"));
    var owner = form.querySelector("[data-board-owner]"), customer = form.querySelector("[data-board-customer]");
    var pressing = form.querySelector("[data-board-pressing]"), count = form.querySelector("[data-board-count]");
    if (!cards.length) return;
    options(owner, some("owner", cards));
    options(form.querySelector("datalist"), some("customer", cards));
    owner.parentElement.hidden = owner.options.length < 3;
    customer.parentElement.hidden = !form.querySelector("datalist").children.length;
    form.hidden = false;

    function apply() {
      var text = customer.value.trim().toLowerCase(), shown = 0;
      cards.forEach(function (card) {
        card.hidden = Boolean((owner.value && card.dataset.owner !== owner.value)
          || (text && card.dataset.customer.toLowerCase().indexOf(text) < 0)
          || (pressing.checked && !("pressing" in card.dataset)));
        if (!card.hidden) shown += 1;
      });
      count.textContent = shown === cards.length ? "" : shown.toLocaleString("en") + " / " + cards.length.toLocaleString("en");
      var kept = new URLSearchParams();
      if (owner.value) kept.set("owner", owner.value);
      if (customer.value.trim()) kept.set("customer", customer.value.trim());
      if (pressing.checked) kept.set("pressing", "1");
      history.replaceState(null, "", String(kept) ? "#" + kept : location.pathname + location.search);
    }

    var given = new URLSearchParams(location.hash.slice(1));
    owner.value = given.get("owner") || "";
    if (owner.selectedIndex < 0) owner.value = "";
    customer.value = given.get("customer") || "";
    pressing.checked = given.get("pressing") === "1";
    if (owner.value || customer.value || pressing.checked) apply();
    form.addEventListener("input", apply);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
  }

  document.querySelectorAll("[data-board-filter]").forEach(board);
})();
