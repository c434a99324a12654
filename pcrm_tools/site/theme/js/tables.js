/* Tables that stand whole in a page: sorted by their headings, long ones filtered and saved. Cells of numbers, days, spans of time and
   badges sort by what they mean: by `data-sort` where the page says it, else by what the text reads as. */
(function () {
  "use strict";

  var page = window.pcrmPage, words = page.words.table || {};
  var LONG = 8;
  var collator = new Intl.Collator(document.documentElement.lang || "en", { numeric: true });
  var UNITS = { min: 1, "分钟": 1, h: 60, "小时": 60, d: 1440, day: 1440, days: 1440, "天": 1440, week: 10080, weeks: 10080, "周": 10080,
    month: 43830, months: 43830, "个月": 43830, quarter: 131490, quarters: 131490, "季度": 131490, year: 525960, years: 525960, "年": 525960 };
  var SIZES = { k: 1e3, K: 1e3, M: 1e6, B: 1e9, "万": 1e4, "亿": 1e8 };

  /* What a text sorts by: a number where it is one, an amount, a share or a span of time; else itself. */
  function reads(text) {
    var plain = text.trim();
    var found = /^(?:[A-Z]{3}\s*|[¥$€£]\s*)?([+\-−±]?\d[\d,]*(?:\.\d+)?)\s*(%|‰|[kKMB万亿]|[a-z]+|[一-鿿]+)?$/.exec(plain);
    if (!found) return plain;
    var number = Number(found[1].replace(/,/g, "").replace("−", "-").replace("±", "")), unit = found[2] || "";
    if (!unit || unit === "%" || unit === "‰") return number;
    if (SIZES[unit]) return number * SIZES[unit];
    return UNITS[unit] ? number * UNITS[unit] : plain;
  }

  function valueOf(cell) {
    if (!cell) return "";
    var told = cell.dataset.sort;
    if (told !== undefined) return told !== "" && !isNaN(told) ? Number(told) : told;
    var time = cell.querySelector("time[datetime]");
    return time ? time.getAttribute("datetime") : reads(textOf(cell));
  }

  function textOf(cell) {
    return Array.prototype.map.call(cell.childNodes, function (node) {
      return node.nodeType === 3 ? node.data : node.nodeType === 1 && !node.classList.contains("p-relative") ? textOf(node) : "";
    }).join("").replace(/\s+/g, " ").trim();
  }

  /* Nothing comes last, whichever way; numbers come before words. */
  function compare(a, b, down) {
    if ((a === "") !== (b === "")) return a === "" ? 1 : -1;
    var numbers = (typeof b === "number") - (typeof a === "number");
    var order = numbers || (typeof a === "number" ? a - b : collator.compare(a, b));
    return down ? -order : order;
  }

  /* A cell that no spreadsheet calculates: text that begins like a formula gets a ', what cannot be seen is written out. */
  function guarded(value) {
    if (typeof value === "number") return String(value);
    var text = String(value).replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, function (sign, place) {
      if (place === 0 && (sign === "\t" || sign === "\r")) return sign;
      return "\\x" + ("0" + sign.charCodeAt(0).toString(16)).slice(-Math.max(2, sign.charCodeAt(0).toString(16).length));
    });
    return /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^[+\-]?\d+(\.\d+)?$/.test(text) ? "'" + text : text;
  }

  function csv(rows) {
    return rows.map(function (row) {
      return row.map(function (value) {
        var text = guarded(value);
        return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
      }).join(",") + "\r\n";
    }).join("");
  }

  /* Lines that a spreadsheet takes in at a paste. */
  function pasted(rows) {
    return rows.map(function (row) { return row.map(guarded).join("\t"); }).join("\n") + "\n";
  }

  function save(name, rows) {
    /* Excel takes a file for UTF-8 only with the mark at its beginning. */
    var link = document.createElement("a"), address = URL.createObjectURL(new Blob(["\ufeff" + csv(rows)], { type: "text/csv" }));
    link.href = address;
    link.download = name.replace(/[^\p{L}\p{N}._-]+/gu, "-") + ".csv";
    link.click();
    setTimeout(function () { URL.revokeObjectURL(address); }, 10000);
  }

  /* The heading becomes a button; `sort` is told the column. */
  function heading(th, sort) {
    var button = page.make("button");
    button.type = "button";
    var label = textOf(th);
    while (th.firstChild) button.appendChild(th.firstChild);
    button.title = (words.sort || "{name}").replace("{name}", label);
    button.addEventListener("click", sort);
    th.appendChild(button);
  }

  function mark(headings, column, down) {
    headings.forEach(function (th, place) {
      if (place === column) th.setAttribute("aria-sort", down ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    });
  }

  function Table(table) {
    this.table = table;
    this.body = table.tBodies[0];
    this.headings = Array.from(table.tHead.rows[table.tHead.rows.length - 1].cells);
    this.rows = Array.from(this.body.rows);
    this.column = -1;
    this.down = false;
    var self = this;
    this.headings.forEach(function (th, column) {
      if (textOf(th) && !th.hasAttribute("data-nosort")) heading(th, function () { self.sort(column); });
    });
    if (this.rows.length >= LONG) this.tools();
  }

  /* Upwards, downwards, and as it stood. */
  Table.prototype.sort = function (column) {
    if (this.column === column && this.down) { this.column = -1; this.down = false; }
    else { this.down = this.column === column; this.column = column; }
    var self = this, ordered = this.rows.map(function (row, place) {
      return { row: row, place: place, value: self.column < 0 ? place : valueOf(row.cells[self.column]) };
    });
    ordered.sort(function (a, b) { return compare(a.value, b.value, self.down) || a.place - b.place; });
    this.body.append.apply(this.body, ordered.map(function (item) { return item.row; }));
    mark(this.headings, this.column, this.down);
  };

  Table.prototype.tools = function () {
    var self = this, bar = page.make("div", "p-table__tools"), input = page.make("input", "p-input"), said = page.make("span", "p-faint");
    input.type = "search";
    input.placeholder = input.ariaLabel = words.filter;
    input.setAttribute("aria-label", words.filter);
    said.setAttribute("role", "status");
    var button = page.make("button", "p-button", "CSV");
    button.type = "button";
    button.title = words.download;
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean), left = 0;
      self.rows.forEach(function (row) {
        var text = row.textContent.toLowerCase();
        row.hidden = !wanted.every(function (word) { return text.indexOf(word) >= 0; });
        left += !row.hidden;
      });
      said.textContent = !wanted.length ? "" : left ? page.counted("table", "shown", left, self.rows.length) : words.none;
    });
    button.addEventListener("click", function () {
      var shown = Array.from(self.body.rows).filter(function (row) { return !row.hidden; });
      save(document.title.split(" - ")[0], [self.headings.map(textOf)].concat(shown.map(function (row) {
        return Array.from(row.cells).map(textOf);
      })));
    });
    bar.append(input, said, button);
    (this.table.closest(".p-scroll") || this.table).before(bar);
  };

  function regular(table) {
    var body = table.tBodies[0], columns = table.tHead && table.tHead.rows.length && table.tHead.rows[table.tHead.rows.length - 1].cells.length;
    return columns && table.tBodies.length === 1 && body.rows.length > 1
      && Array.from(body.rows).every(function (row) { return row.cells.length === columns; });
  }

  window.pcrmTables = { compare: compare, reads: reads, textOf: textOf, heading: heading, mark: mark, save: save, pasted: pasted, csv: csv };
  document.querySelectorAll("table.p-table:not(.p-table--list):not([data-plain])").forEach(function (table) {
    if (regular(table)) new Table(table);
  });
})();
