/* The lists of customers and of projects: the page holds the first rows, a script file all of them with all columns. What is chosen stands
   in the address, so that a list can be kept as a bookmark or sent to somebody. */
(function () {
  "use strict";

  var page = window.pcrmPage, tables = window.pcrmTables, words = page.words.list || {}, make = page.make;
  var PAGE = 100;

  function List(element) {
    this.element = element;
    this.head = element.querySelector("thead tr");
    this.body = element.querySelector("tbody");
    this.data = null;
    this.state = { tab: "", sort: "", down: false, page: 0, columns: null };
    this.tools();
    this.headings();
    var wanted = this.read();
    if (wanted || this.body.rows.length >= PAGE) this.again(true);
  }

  List.prototype.one = function (name) { return this.element.querySelector("[data-list-" + name + "]"); };
  List.prototype.all = function (name) { return Array.from(this.element.querySelectorAll("[data-list-" + name + "]")); };

  List.prototype.load = function (then) {
    var self = this;
    if (this.data) return then();
    window.pcrmList = function (data) { self.data = data; };
    var script = document.createElement("script");
    script.src = this.element.dataset.script;
    script.onload = function () { if (self.data) then(); };
    script.onerror = function () { self.one("said").textContent = words.failed; };
    document.head.appendChild(script);
  };

  /* Shows what is chosen now; `kept` leaves the page and the address as they are. */
  List.prototype.again = function (kept) {
    var self = this;
    if (!kept) this.state.page = 0;
    this.load(function () { self.show(); if (!kept) self.write(); });
  };

  List.prototype.tools = function () {
    var self = this, element = this.element;
    element.querySelector(".p-list__tools").hidden = false;
    this.one("filter").addEventListener("input", function () { self.again(); });
    this.all("menu").concat(this.all("closed")).forEach(function (input) { input.addEventListener("change", function () { self.again(); }); });
    var tabs = this.one("tabs");
    if (tabs) {
      tabs.hidden = false;
      tabs.addEventListener("click", function (event) {
        var button = event.target.closest("button");
        if (!button) return;
        self.state = { tab: button.dataset.tab, sort: "", down: false, page: 0, columns: null };
        self.again();
      });
    }
    var chooser = this.one("columns");
    chooser.addEventListener("toggle", function () { if (chooser.open) self.load(function () { self.chooser(); }); });
    this.one("download").addEventListener("click", function () {
      self.load(function () { tables.save(self.element.dataset.list, self.cells()); });
    });
    this.one("copy").addEventListener("click", function () { self.load(function () { self.copy(); }); });
    this.all("more").concat(chooser).forEach(function (drop) {
      drop.addEventListener("keydown", function (event) {
        if (event.key !== "Escape" || !drop.open) return;
        drop.open = false;
        drop.querySelector("summary").focus();
      });
      document.addEventListener("click", function (event) { if (!drop.contains(event.target)) drop.open = false; });
    });
    window.addEventListener("hashchange", function () { if (self.read()) self.again(true); });
  };

  /* The table that is shown: that of a tab, or all records. */
  List.prototype.table = function () {
    var tabs = this.data.tabs;
    return Object.prototype.hasOwnProperty.call(tabs, this.state.tab) ? tabs[this.state.tab] : this.data;
  };

  List.prototype.shown = function () {
    var chosen = this.state.columns;
    return this.table().columns.map(function (column, place) { return place; }).filter(function (place) {
      var column = this.table().columns[place];
      return place === 0 || (chosen ? chosen.indexOf(column[0]) >= 0 : column[4]);
    }, this);
  };

  List.prototype.headings = function () {
    var self = this;
    Array.from(this.head.cells).forEach(function (th) {
      tables.heading(th, function () {
        var key = th.dataset.key;
        self.state.down = self.state.sort === key ? !self.state.down : false;
        self.state.sort = key;
        self.again();
      });
    });
  };

  /* The address: #view=NAME&q=WORDS&f.KEY=VALUE&sort=-KEY&columns=A,B&closed=1&page=2 */
  List.prototype.read = function () {
    var given = new URLSearchParams(location.hash.slice(1)), state = this.state;
    var names = Array.from(given.keys()).filter(function (name) { return /^(view|q|sort|columns|closed|page|f\..+)$/.test(name); });
    if (!names.length) return false;
    var sort = given.get("sort") || "";
    state.tab = given.get("view") || "";
    state.sort = sort.replace(/^-/, "");
    state.down = sort.charAt(0) === "-";
    state.columns = given.has("columns") ? given.get("columns").split(",") : null;
    state.page = Math.max(0, (parseInt(given.get("page"), 10) || 1) - 1);
    this.one("filter").value = given.get("q") || "";
    this.one("closed").checked = given.get("closed") === "1";
    this.all("menu").forEach(function (menu) {
      menu.value = given.get("f." + menu.dataset.listMenu) || "";
      if (menu.selectedIndex < 0) menu.value = "";
      if (menu.value) menu.closest("details") && (menu.closest("details").open = true);
    });
    return true;
  };

  List.prototype.write = function () {
    var kept = new URLSearchParams(), state = this.state;
    if (state.tab) kept.set("view", state.tab);
    if (this.one("filter").value.trim()) kept.set("q", this.one("filter").value.trim());
    this.all("menu").forEach(function (menu) { if (menu.value) kept.set("f." + menu.dataset.listMenu, menu.value); });
    if (state.sort) kept.set("sort", (state.down ? "-" : "") + state.sort);
    if (state.columns) kept.set("columns", state.columns.join(","));
    if (this.one("closed").checked) kept.set("closed", "1");
    if (state.page) kept.set("page", state.page + 1);
    var text = String(kept).replace(/%2C/g, ",");
    history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
  };

  function texts(cell) {
    if (cell === null || cell === undefined || cell === "") return [];
    return Array.isArray(cell) ? cell : cell.b ? [String(cell.b[0])] : [String(cell)];
  }

  List.prototype.chosen = function () {
    var table = this.table(), tab = Boolean(this.state.tab), closed = tab || this.one("closed").checked, columns = table.columns;
    var query = this.one("filter").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    var menus = tab ? [] : this.all("menu").filter(function (menu) { return menu.value; }).map(function (menu) {
      return { value: menu.value, place: columns.findIndex(function (column) { return column[0] === menu.dataset.listMenu; }) + 2 };
    });
    return table.rows.map(function (row, place) { return { row: row, place: place }; }).filter(function (item) {
      if (item.row[1] && !closed) return false;
      if (menus.some(function (menu) { return texts(item.row[menu.place]).indexOf(menu.value) < 0; })) return false;
      var all = query.length ? item.row.slice(2).map(function (cell) { return texts(cell).join("\n"); }).join("\n").toLowerCase() : "";
      return query.every(function (word) { return all.indexOf(word) >= 0; });
    });
  };

  List.prototype.ordered = function (items) {
    var table = this.table(), key = this.state.sort, down = this.state.down;
    var column = table.columns.findIndex(function (one) { return one[0] === key; });
    if (column < 0) return items;
    var told = table.sort[String(column)];
    function value(item) {
      if (told) return told[item.place] === null ? "" : told[item.place];
      var cell = item.row[column + 2];
      return typeof cell === "number" ? cell : texts(cell).join(", ");
    }
    return items.sort(function (a, b) { return tables.compare(value(a), value(b), down) || a.place - b.place; });
  };

  /* What is chosen as rows of text, for other programs. */
  List.prototype.cells = function () {
    var shown = this.shown(), columns = this.table().columns;
    var rows = this.ordered(this.chosen()).map(function (item) {
      return shown.map(function (column) {
        var cell = item.row[column + 2];
        return typeof cell === "number" ? cell : texts(cell).join(", ");
      });
    });
    return [shown.map(function (column) { return columns[column][1]; })].concat(rows);
  };

  List.prototype.copy = function () {
    var said = this.one("said"), text = tables.pasted(this.cells());
    function done() { said.textContent = words.copied; setTimeout(function () { said.textContent = ""; }, 4000); }
    function byHand() {
      var area = make("textarea", "p-offscreen");
      area.value = text;
      document.body.appendChild(area);
      area.select();
      if (document.execCommand("copy")) done();
      area.remove();
    }
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, byHand);
    else byHand();
  };

  List.prototype.cell = function (cell, column, href) {
    var kind = column[2], td = make(column === this.table().columns[0] ? "th" : "td"), inner = td;
    if (td.tagName === "TH") { td.scope = "row"; inner = make("a"); inner.href = href; td.appendChild(inner); }
    else { td.dataset.kind = kind; if (column[3]) td.className = "is-minor"; }
    if (cell && cell.b) {
      inner = make("span", "p-badge" + (/^[a-z]+$/.test(cell.b[1]) ? " p-badge--" + cell.b[1] : ""));
      td.appendChild(inner);
    }
    if (kind === "day" && cell) { inner = make("time"); inner.dateTime = cell; td.appendChild(inner); }
    inner.textContent = texts(cell).join(", ");
    return td;
  };

  List.prototype.heads = function (shown) {
    var columns = this.table().columns, now = Array.from(this.head.cells).map(function (th) { return th.dataset.key; }).join(" ");
    if (now === shown.map(function (place) { return columns[place][0]; }).join(" ")) return;
    this.head.replaceChildren.apply(this.head, shown.map(function (place) {
      var column = columns[place], th = make("th", column[3] ? "is-minor" : "", column[1]);
      th.scope = "col";
      th.dataset.kind = column[2];
      th.dataset.key = column[0];
      return th;
    }));
    this.headings();
  };

  List.prototype.show = function () {
    var self = this, state = this.state, found = this.ordered(this.chosen()), shown = this.shown(), columns = this.table().columns;
    var pages = Math.max(1, Math.ceil(found.length / PAGE)), tab = Boolean(state.tab);
    state.page = Math.min(state.page, pages - 1);
    this.heads(shown);
    var rows = found.slice(state.page * PAGE, (state.page + 1) * PAGE).map(function (item) {
      var tr = make("tr");
      shown.forEach(function (place) { tr.appendChild(self.cell(item.row[place + 2], columns[place], item.row[0])); });
      return tr;
    });
    if (!rows.length) {
      var none = make("tr"), td = none.appendChild(make("td", "p-faint", words.none));
      td.colSpan = shown.length;
      rows = [none];
    }
    this.body.replaceChildren.apply(this.body, rows);
    document.querySelectorAll("[data-count]").forEach(function (element) { element.textContent = page.counted("list", "count", found.length); });
    var heads = Array.from(this.head.cells);
    tables.mark(heads, heads.findIndex(function (th) { return th.dataset.key === state.sort; }), state.down);
    this.all("menu").concat(this.all("closed")).forEach(function (input) { input.disabled = tab; });
    if (this.one("tabs")) this.one("tabs").querySelectorAll("button").forEach(function (button) {
      button.setAttribute("aria-pressed", button.dataset.tab === state.tab);
    });
    if (this.one("columns").open) this.chooser();
    this.pager(pages);
    page.dates(this.body);
  };

  List.prototype.chooser = function () {
    var self = this, box = this.one("columns").querySelector(".p-drop__box"), columns = this.table().columns, shown = this.shown();
    if (box.dataset.of === this.state.tab + "/" && box.childElementCount) return;
    box.dataset.of = this.state.tab + "/";
    box.replaceChildren.apply(box, columns.slice(1).map(function (column, place) {
      var label = make("label", "p-check"), input = make("input");
      input.type = "checkbox";
      input.checked = shown.indexOf(place + 1) >= 0;
      input.addEventListener("change", function () {
        var now = self.shown().slice(1).map(function (at) { return columns[at][0]; }).filter(function (key) { return key !== column[0]; });
        self.state.columns = input.checked ? now.concat(column[0]) : now;
        self.again(false);
      });
      label.append(input, " " + column[1]);
      return label;
    }));
  };

  List.prototype.pager = function (pages) {
    var self = this, place = this.one("pages"), state = this.state;
    place.hidden = pages < 2;
    function button(label, step) {
      var made = make("button", "p-button", label);
      made.type = "button";
      made.disabled = state.page + step < 0 || state.page + step >= pages;
      made.addEventListener("click", function () { state.page += step; self.show(); self.write(); self.element.scrollIntoView(); });
      return made;
    }
    var where = make("span", "", (words.page || "{n}/{total}").replace("{n}", state.page + 1).replace("{total}", pages));
    place.replaceChildren(button(words.previous, -1), where, button(words.next, 1));
  };

  document.querySelectorAll("[data-list]").forEach(function (element) { new List(element); });
})();
