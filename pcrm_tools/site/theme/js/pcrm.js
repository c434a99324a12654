/* Adds to a finished page what only the browser knows or needs: how long ago a day is, the reach of the keyboard, paper. */
(function () {
  "use strict";

  var words = {};
  var holder = document.querySelector("[data-pcrm-search]");
  try { words = JSON.parse((holder && holder.dataset.page) || "{}"); } catch (problem) { words = {}; }
  var relative = words.relative || {};
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
    var text = n < 21 ? n + " " + relative.days : n < 70 ? Math.round(n / 7) + " " + relative.weeks
      : n < 730 ? Math.round(n / 30.44) + " " + relative.months : Math.round(n / 365.25) + " " + relative.years;
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

  /* A word of ours with its number: KEY_one or KEY_many. */
  function counted(section, key, number, total) {
    var text = (words[section] || {})[key + (number === 1 ? "_one" : "_many")] || "{n}";
    return text.replace("{n}", number.toLocaleString("en")).replace("{total}", (total || 0).toLocaleString("en"));
  }

  function make(name, className, text) {
    var element = document.createElement(name);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  /* What scrolls sideways can be reached by the keyboard, and has a name. */
  function scrollers() {
    document.querySelectorAll(".p-scroll, .p-stages, .p-board, .p-gantt, .p-prose table, .md-typeset__scrollwrap, pre > code").forEach(function (box) {
      var inside = box.querySelector("a[href], button, input, select, summary, [tabindex]");
      if (box.scrollWidth <= box.clientWidth + 1 || (inside && !inside.closest("[hidden]"))) return;
      box.tabIndex = 0;
      if (/^(TABLE|CODE)$/.test(box.tagName) || box.hasAttribute("role")) return;
      var part = box.closest("section, .p-page, article"), title = part && part.querySelector("h2, h1");
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", box.getAttribute("aria-label") || (title ? title.textContent.replace("¶", "").trim() : document.title));
    });
  }

  /* The theme's menu on a narrow window is made of labels: keys work them too. */
  function labels() {
    var narrow = window.matchMedia("(max-width: 76.234375em)").matches;
    document.querySelectorAll("label.md-nav__title[for], label.md-nav__link[for], .md-header label[for=__drawer]").forEach(function (label) {
      if (!narrow && !label.closest(".md-header")) return;
      label.tabIndex = 0;
      label.setAttribute("role", "button");
    });
    document.querySelectorAll("nav.md-code__nav").forEach(function (nav) { nav.setAttribute("role", "presentation"); });
  }
  document.addEventListener("keydown", function (event) {
    var label = event.target;
    if (label.tagName !== "LABEL" || label.getAttribute("role") !== "button" || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    label.click();
  }, true);
  window.addEventListener("load", function () { labels(); scrollers(); setTimeout(labels, 300); });

  /* Everything stands open on paper; what was closed is closed again afterwards. */
  var opened = [];
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("article details:not([open]):not(.p-drop)").forEach(function (one) { one.open = true; opened.push(one); });
  });
  window.addEventListener("afterprint", function () { opened.splice(0).forEach(function (one) { one.open = false; }); });

  window.pcrmPage = { words: words, dates: dates, counted: counted, make: make };
  dates(document);
  scrollers();
  labels();
  window.addEventListener("resize", function () { scrollers(); labels(); });
})();
