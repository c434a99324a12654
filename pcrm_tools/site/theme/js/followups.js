/* The follow-ups, narrowed to a person, a kind, or what is due soon; the choice stands in the address. */
(function () {
  "use strict";

  var page = window.pcrmPage, words = page.words.due || {}, make = page.make;
  var WITHIN = { any: Infinity, late: -1, today: 0, soon: 3 };

  function menu(key, label, values) {
    var select = make("select", "p-input");
    select.setAttribute("aria-label", label);
    select.dataset.narrow = key;
    select.append(new Option(words.choice.replace("{label}", label).replace("{value}", words.any), ""));
    values.forEach(function (value) { select.append(new Option(value, value)); });
    return select;
  }

  function distinct(values) { return Array.from(new Set(values.filter(Boolean))).sort(new Intl.Collator(document.documentElement.lang).compare); }

  document.querySelectorAll("[data-narrow-due]").forEach(function (bar) {
    var root = bar.closest(".p-page"), asOf = Date.parse(bar.dataset.narrowDue), state = { owner: "", rule: "", due: "any" };
    var sections = Array.from(root.querySelectorAll("section[data-owner]"));
    var items = Array.from(root.querySelectorAll("section[data-owner] .p-due-item")).map(function (element) {
      var badge = element.querySelector(".p-badge"), time = element.querySelector("time");
      return {
        element: element, owner: element.closest("section").dataset.owner, rule: badge ? badge.textContent : "",
        days: time ? Math.round((Date.parse(time.getAttribute("datetime")) - asOf) / 86400000) : 0,
      };
    });
    if (items.length < 2) return;
    var owner = menu("owner", words.owner, distinct(items.map(function (item) { return item.owner; })));
    var rule = menu("rule", words.rule, distinct(items.map(function (item) { return item.rule; })));
    var buttons = Object.keys(WITHIN).map(function (key) {
      var button = make("button", "", words[key]);
      button.type = "button";
      button.dataset.due = key;
      return button;
    });
    var group = make("span", "p-filter p-filter--inline"), said = make("span", "p-faint");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", words.within);
    group.append.apply(group, buttons);
    said.setAttribute("role", "status");
    bar.append(owner, rule, group, said);
    bar.hidden = false;

    function show() {
      var left = 0;
      items.forEach(function (item) {
        item.element.hidden = (state.owner && item.owner !== state.owner) || (state.rule && item.rule !== state.rule)
          || (state.due === "late" ? item.days > -1 : item.days > WITHIN[state.due]);
        left += !item.element.hidden;
      });
      sections.forEach(function (section) { section.hidden = !section.querySelector(".p-due-item:not([hidden])"); });
      buttons.forEach(function (button) {
        button.setAttribute("aria-pressed", button.dataset.due === state.due);
        button.classList.toggle("is-on", button.dataset.due === state.due);
      });
      var whole = !state.owner && !state.rule && state.due === "any";
      said.textContent = whole ? "" : left ? page.counted("due", "shown", left) : words.none;
      root.querySelectorAll("[data-narrow-jump]").forEach(function (jump) { jump.hidden = !whole; });
    }

    function write() {
      var kept = new URLSearchParams();
      if (state.owner) kept.set("owner", state.owner);
      if (state.rule) kept.set("rule", state.rule);
      if (state.due !== "any") kept.set("due", state.due);
      history.replaceState(null, "", String(kept) ? "#" + kept : location.pathname + location.search);
      show();
    }

    owner.addEventListener("change", function () { state.owner = owner.value; write(); });
    rule.addEventListener("change", function () { state.rule = rule.value; write(); });
    group.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (button) { state.due = button.dataset.due; write(); }
    });
    var given = new URLSearchParams(location.hash.slice(1));
    owner.value = given.get("owner") || "";
    rule.value = given.get("rule") || "";
    state.owner = owner.selectedIndex < 0 ? (owner.value = "") : owner.value;
    state.rule = rule.selectedIndex < 0 ? (rule.value = "") : rule.value;
    state.due = Object.prototype.hasOwnProperty.call(WITHIN, given.get("due")) ? given.get("due") : "any";
    show();
  });
})();
