/* Pages of records: what narrows the timeline (its state stands in the address), folded parts that a link leads into, today's line. */
(function () {
  "use strict";

  var MARK = "#timeline?";
  var sieves = [];

  /* A link into something that is folded away opens it. */
  function reveal() {
    var id = location.hash.slice(1);
    if (!id || id.indexOf("?") >= 0) return;
    try { id = decodeURIComponent(id); } catch (problem) { return; }
    var target = document.getElementById(id);
    if (!target) return;
    sieves.forEach(function (sieve) { if (target.closest("[hidden]") && sieve.place.contains(target)) sieve.all(); });
    var opened = false;
    for (var box = target.parentElement; box; box = box.parentElement) {
      if (box.tagName === "DETAILS" && !box.open) { box.open = true; opened = true; }
    }
    if (opened || target.closest(".p-entry")) target.scrollIntoView();
  }

  function Sieve(element) {
    var self = this;
    this.element = element;
    this.place = element.parentElement;
    this.entries = Array.from(this.place.querySelectorAll(".p-entry"));
    this.text = element.querySelector("[data-text]");
    this.project = element.querySelector("[data-project]");
    this.count = element.querySelector("[data-count]");
    this.clear = element.querySelector("[data-clear]");
    this.none = element.querySelector("[data-none]");
    this.kinds = element.querySelector("[data-kinds]");
    this.state = { group: "", kind: "", project: "", text: "" };
    this.folded = null;
    element.hidden = false;
    element.addEventListener("click", function (event) { self.clicked(event.target.closest("button")); });
    if (this.text) this.text.addEventListener("input", function () { self.state.text = self.text.value; self.changed(); });
    if (this.project) this.project.addEventListener("change", function () { self.state.project = self.project.value; self.changed(); });
  }

  Sieve.prototype.clicked = function (button) {
    if (!button) return;
    if (button === this.clear) this.state = { group: "", kind: "", project: "", text: "" };
    else if (button.dataset.kind !== undefined) this.state.kind = this.state.kind === button.dataset.kind ? "" : button.dataset.kind;
    else if (button.dataset.group !== undefined) { this.state.group = button.dataset.group; this.state.kind = ""; }
    else return;
    this.changed();
  };

  Sieve.prototype.all = function () {
    this.state = { group: "", kind: "", project: "", text: "" };
    this.show();
  };

  Sieve.prototype.changed = function () {
    this.show();
    var wanted = new URLSearchParams();
    for (var key in this.state) if (this.state[key]) wanted.set(key, this.state[key]);
    var text = wanted.toString();
    try { history.replaceState(history.state, "", text ? MARK + text : location.pathname + location.search); } catch (problem) { /* a page from a folder may refuse */ }
  };

  /* The state that an address asks for; what this page does not know is left out. */
  Sieve.prototype.read = function () {
    var given = location.hash.indexOf(MARK) === 0 ? new URLSearchParams(location.hash.slice(MARK.length)) : null;
    if (!given) return false;
    var element = this.element, kind = given.get("kind") || "", group = given.get("group") || "", project = given.get("project") || "";
    function known(name, value) {
      return Array.from(element.querySelectorAll("button[data-" + name + "]")).find(function (button) { return value && button.dataset[name] === value; });
    }
    var button = known("kind", kind);
    this.state.kind = button ? kind : "";
    this.state.group = button ? button.dataset.of : known("group", group) ? group : "";
    this.state.project = this.project && Array.from(this.project.options).some(function (option) { return option.value === project; }) ? project : "";
    this.state.text = this.text ? given.get("text") || "" : "";
    return true;
  };

  Sieve.prototype.fits = function (entry, words, place) {
    var state = this.state;
    if (state.group && entry.dataset.group !== state.group) return false;
    if (state.kind && entry.dataset.kind !== state.kind) return false;
    if (state.project && (entry.dataset.place || "") !== place) return false;
    if (!words.length) return true;
    if (entry.told === undefined) entry.told = entry.textContent.toLowerCase();
    return words.every(function (word) { return entry.told.indexOf(word) >= 0; });
  };

  Sieve.prototype.show = function () {
    var self = this, state = this.state, shown = 0;
    var words = state.text.trim().toLowerCase().split(/\s+/).filter(Boolean);
    var narrowed = Boolean(state.group || state.kind || state.project || words.length);
    if (this.text && this.text.value !== state.text) this.text.value = state.text;
    if (this.project) this.project.value = state.project;
    var chosen = this.project ? this.project.selectedOptions[0] : null;
    var place = chosen && chosen.dataset.place || "";
    this.entries.forEach(function (entry) { entry.hidden = !self.fits(entry, words, place); shown += entry.hidden ? 0 : 1; });
    this.place.querySelectorAll(".p-month").forEach(function (month) { month.hidden = !month.querySelector(".p-entry:not([hidden])"); });
    this.fold(narrowed);
    this.buttons();
    if (this.count) {
      this.count.hidden = !narrowed;
      this.count.textContent = narrowed ? this.element.dataset.shown.replace("{n}", shown).replace("{all}", this.entries.length) : "";
      this.clear.hidden = !narrowed;
    }
    this.none.hidden = shown > 0;
  };

  /* While the timeline is narrowed its folded years are open; afterwards they are as they were. */
  Sieve.prototype.fold = function (narrowed) {
    var years = Array.from(this.place.querySelectorAll(".p-older"));
    if (narrowed && !this.folded) this.folded = years.map(function (year) { return year.open; });
    years.forEach(function (year) { year.hidden = narrowed && !year.querySelector(".p-entry:not([hidden])"); if (narrowed) year.open = true; });
    if (!narrowed && this.folded) {
      var before = this.folded;
      years.forEach(function (year, place) { year.open = before[place]; });
      this.folded = null;
    }
  };

  Sieve.prototype.buttons = function () {
    var state = this.state, some = 0;
    this.element.querySelectorAll("button[data-group]").forEach(function (button) {
      var on = button.dataset.group === state.group;
      button.classList.toggle("is-on", on);
      button.setAttribute("aria-pressed", on);
    });
    var grouped = this.element.querySelector("button[data-group]");
    this.element.querySelectorAll("button[data-kind]").forEach(function (button) {
      button.hidden = grouped ? button.dataset.of !== state.group : false;
      some += button.hidden ? 0 : 1;
      button.classList.toggle("is-on", button.dataset.kind === state.kind);
      button.setAttribute("aria-pressed", button.dataset.kind === state.kind);
    });
    this.kinds.hidden = some < 2;
  };

  /* Where today is in a schedule: the page may have been made on another day. */
  function today(box) {
    var svg = box.querySelector("svg"), place = box.dataset.today.split(" ").map(Number);
    var first = Date.parse(box.dataset.first), last = Date.parse(box.dataset.last), now = new Date();
    var day = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
    if (!svg || !(day >= first && day <= last) || last <= first) return;
    var x = place[0] + (place[1] - place[0]) * (day - first) / (last - first);
    function add(name, attributes, text) {
      var made = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (var key in attributes) made.setAttribute(key, attributes[key]);
      if (text) made.textContent = text;
      svg.appendChild(made);
    }
    add("line", { "class": "c-today", x1: x, x2: x, y1: place[2], y2: place[3] });
    var left = x > place[1] - 60;
    add("text", { "class": "c-today-label", x: left ? x - 4 : x + 4, y: place[3] + 10, "text-anchor": left ? "end" : "start", "font-size": 10.5 }, box.dataset.label);
  }

  document.querySelectorAll("[data-today]").forEach(today);
  sieves = Array.from(document.querySelectorAll("[data-sieve]")).map(function (element) { return new Sieve(element); });
  function arrived() {
    var read = false;
    sieves.forEach(function (sieve) {
      if (sieve.read()) { read = true; sieve.show(); sieve.place.scrollIntoView(); } else sieve.buttons();
    });
    if (!read) reveal();
  }
  window.addEventListener("hashchange", arrived);
  arrived();
})();
