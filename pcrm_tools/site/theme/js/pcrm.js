/* Adds to a finished page what only the browser knows or needs: how long ago a day is, filters, sorting. */
(function () {
  "use strict";

  var words = {};
  var holder = document.querySelector("[data-pcrm-search]");
  try { words = JSON.parse((holder && holder.dataset.page) || "{}"); } catch (problem) { words = {}; }
  var relative = words.relative || {};
  var list = words.list || {};
  var DAY = 86400000;

  function dayOf(text) {
    var parts = /^(\d{4})-(\d\d)-(\d\d)/.exec(text || "");
    return parts ? Date.UTC(+parts[1], +parts[2] - 1, +parts[3]) : NaN;
  }

  function today() {
    var now = new Date();
    return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  }

  function distance(days) {
    var n = Math.abs(days);
    if (n === 0) return relative.today;
    if (days === -1) return relative.yesterday;
    if (days === 1) return relative.tomorrow;
    var gap = document.documentElement.lang.indexOf("zh") === 0 ? "" : " ";
    var text = n < 21 ? n + gap + relative.days : n < 70 ? Math.round(n / 7) + gap + relative.weeks
      : n < 730 ? Math.round(n / 30.44) + gap + relative.months : Math.round(n / 365.25) + gap + relative.years;
    return (days < 0 ? relative.ago : relative["in"] || "{n}").replace("{n}", text);
  }

  function dates(root) {
    if (!relative.today) return;
    var now = today();
    root.querySelectorAll("time[datetime]").forEach(function (element) {
      if (element.dataset.told) return;
      var day = dayOf(element.getAttribute("datetime"));
      if (isNaN(day)) return;
      element.dataset.told = "1";
      var days = Math.round((day - now) / DAY);
      element.title = distance(days);
      if (element.hasAttribute("data-late") && days < 0) element.classList.add("is-late");
      if (element.closest(".p-kpi, .p-due, .p-entry__line")) {
        var span = document.createElement("span");
        span.className = "p-relative";
        span.textContent = (element.closest(".p-entry__line") ? "· " : "") + distance(days);
        element.after(span);
      }
    });
  }

  function filters(root) {
    root.querySelectorAll("[data-filter]").forEach(function (bar) {
      var place = bar.parentElement;
      bar.hidden = false;
      bar.addEventListener("click", function (event) {
        var button = event.target.closest("button");
        if (!button) return;
        bar.querySelectorAll("button").forEach(function (other) { other.classList.toggle("is-on", other === button); });
        place.querySelectorAll(".p-entry").forEach(function (entry) {
          entry.hidden = Boolean(button.dataset.show) && entry.dataset.group !== button.dataset.show;
        });
        place.querySelectorAll(".p-month").forEach(function (month) { month.hidden = !month.querySelector(".p-entry:not([hidden])"); });
      });
    });
  }

  /* Lists: the page holds the first rows, a script file all of them. */
  var PAGE = 100;

  function List(element) {
    this.element = element;
    this.body = element.querySelector("tbody");
    this.data = null;
    this.sort = { column: 0, down: false };
    this.page = 0;
    this.tools();
  }

  List.prototype.load = function (then) {
    var self = this;
    if (this.data) return then();
    window.pcrmList = function (data) { self.data = data; };
    var script = document.createElement("script");
    script.src = this.element.dataset.script;
    script.onload = function () { if (self.data) then(); };
    document.head.appendChild(script);
  };

  List.prototype.tools = function () {
    var self = this, element = this.element;
    element.querySelector(".p-list__tools").hidden = false;
    function again() { self.page = 0; self.load(function () { self.show(); }); }
    element.querySelectorAll("[data-list-filter]").forEach(function (input) { input.addEventListener("input", again); });
    element.querySelectorAll("select, [data-list-closed]").forEach(function (input) { input.addEventListener("change", again); });
    element.querySelectorAll("th button").forEach(function (button, column) {
      button.addEventListener("click", function () {
        self.sort = { column: column, down: self.sort.column === column ? !self.sort.down : false };
        self.page = 0;
        self.load(function () { self.show(); });
      });
    });
    var filter = element.querySelector("[data-list-filter]");
    if (filter.value || this.body.rows.length >= PAGE) again();
  };

  function text(cell) { return cell === null || cell === undefined ? "" : Array.isArray(cell) ? String(cell[0]) : String(cell); }

  List.prototype.chosen = function () {
    var element = this.element, data = this.data;
    var closed = element.querySelector("[data-list-closed]").checked;
    var query = element.querySelector("[data-list-filter]").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    var menus = Array.from(element.querySelectorAll("select")).filter(function (menu) { return menu.value; });
    return data.rows.map(function (row, place) { return { row: row, place: place }; }).filter(function (item) {
      var cells = item.row.slice(2);
      if (item.row[1] && !closed) return false;
      if (menus.some(function (menu) { return text(cells[+menu.dataset.listMenu]) !== menu.value; })) return false;
      var all = cells.map(text).join("\n").toLowerCase();
      return query.every(function (word) { return all.indexOf(word) >= 0; });
    });
  };

  List.prototype.ordered = function (items) {
    var column = this.sort.column, down = this.sort.down ? -1 : 1, kind = this.data.kinds[column], sort = this.data.sort[String(column)];
    var language = document.documentElement.lang || "en";
    var compare = new Intl.Collator(language, { numeric: true }).compare;
    function value(item) { return sort ? sort[item.place] : kind === "number" ? Number(text(item.row[column + 2])) : text(item.row[column + 2]); }
    return items.sort(function (a, b) {
      var x = value(a), y = value(b);
      if ((x === "") !== (y === "")) return x === "" ? 1 : -1;
      return down * (typeof x === "number" ? x - y : compare(x, y)) || a.place - b.place;
    });
  };

  List.prototype.cell = function (value, column, href) {
    var kind = this.data.kinds[column], td = document.createElement("td"), inner = td;
    td.dataset.kind = kind;
    if (this.data.minor[column]) td.className = "is-minor";
    if (column === 0) { inner = document.createElement("a"); inner.href = href; td.appendChild(inner); }
    if (kind === "badge" && value) {
      inner = document.createElement("span");
      inner.className = "p-badge" + (/^[a-z]+$/.test(value[1]) ? " p-badge--" + value[1] : "");
      td.appendChild(inner);
    }
    if (kind === "day" && value) { inner = document.createElement("time"); inner.dateTime = value; td.appendChild(inner); }
    inner.textContent = text(value);
    return td;
  };

  List.prototype.show = function () {
    var self = this, found = this.ordered(this.chosen()), pages = Math.max(1, Math.ceil(found.length / PAGE));
    this.page = Math.min(this.page, pages - 1);
    var rows = found.slice(this.page * PAGE, (this.page + 1) * PAGE).map(function (item) {
      var tr = document.createElement("tr");
      item.row.slice(2).forEach(function (value, column) { tr.appendChild(self.cell(value, column, item.row[0])); });
      return tr;
    });
    if (!rows.length) {
      var none = document.createElement("tr"), td = none.appendChild(document.createElement("td"));
      td.colSpan = this.data.kinds.length;
      td.className = "p-faint";
      td.textContent = list.none;
      rows = [none];
    }
    this.body.replaceChildren.apply(this.body, rows);
    document.querySelectorAll("[data-count]").forEach(function (element) { element.textContent = found.length; });
    this.element.querySelectorAll("th").forEach(function (th, column) {
      if (column === self.sort.column) th.setAttribute("aria-sort", self.sort.down ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    });
    this.pager(pages);
    dates(this.body);
  };

  List.prototype.pager = function (pages) {
    var self = this, place = this.element.querySelector("[data-list-pages]");
    place.hidden = pages < 2;
    function button(label, step) {
      var made = document.createElement("button");
      made.type = "button";
      made.textContent = label;
      made.disabled = self.page + step < 0 || self.page + step >= pages;
      made.addEventListener("click", function () { self.page += step; self.show(); self.element.scrollIntoView(); });
      return made;
    }
    var where = document.createElement("span");
    where.textContent = (this.page + 1) + " " + list.of + " " + pages;
    place.replaceChildren(button(list.previous, -1), where, button(list.next, 1));
  };

  dates(document);
  filters(document);
  document.querySelectorAll("[data-list]").forEach(function (element) { new List(element); });
})();
