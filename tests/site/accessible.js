/* Looks at the page as somebody does who cannot see it, or not well, or has no mouse; returns what is at fault, one line each. */
(function (options) {
  "use strict";
  var faults = [];
  function show(element) {
    var text = (element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return element.tagName.toLowerCase() + (element.id ? "#" + element.id : "") + Array.from(element.classList).map(function (c) { return "." + c; }).join("")
      + (text ? " «" + text + "»" : "");
  }
  function fault(rule, element, more) { faults.push(rule + ": " + (element ? show(element) : "") + (more ? " (" + more + ")" : "")); }
  function all(selector, root) { return Array.from((root || document).querySelectorAll(selector)); }
  function seen(element) {
    return element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: false }) && !element.closest("[hidden]");
  }
  function told(element) { return seen(element) && !element.closest("[aria-hidden=true]"); }
  function nameOf(element, inner) {
    var by = (element.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean).map(function (id) {
      var other = document.getElementById(id); return other ? other.textContent : "";
    }).join(" ").trim();
    if (by) return by;
    var label = (element.getAttribute("aria-label") || "").trim();
    if (label) return label;
    if (element.tagName === "IMG") return (element.getAttribute("alt") || "").trim();
    if (element.labels && element.labels.length && !inner) {
      var text = Array.from(element.labels).map(function (one) { return one.textContent; }).join(" ").trim();
      if (text) return text;
    }
    if (element.tagName === "svg") { var title = element.querySelector("title"); return title ? title.textContent.trim() : ""; }
    if (!/^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName)) {
      var found = Array.from(element.childNodes).map(function (node) {
        if (node.nodeType === 3) return node.data;
        if (node.nodeType !== 1 || node.getAttribute("aria-hidden") === "true" || node.hidden) return "";
        return nameOf(node, true);
      }).join("").trim();
      if (found) return found;
    }
    return (element.getAttribute("title") || element.getAttribute("placeholder") || "").trim();
  }

  /* The document */
  var html = document.documentElement;
  if (!/^(en|zh)/.test(html.lang)) fault("lang", html, html.lang);
  if (!document.title.trim()) fault("title");
  var port = document.querySelector("meta[name=viewport]");
  if (!port || /user-scalable\s*=\s*no|maximum-scale/.test(port.content)) fault("zoom");
  var skip = document.querySelector("a.md-skip");
  if (!skip || !document.getElementById(decodeURIComponent(skip.hash.slice(1)))) fault("skip-link", skip);

  /* Landmarks and headings */
  if (all("main, [role=main]").filter(told).length !== 1) fault("one-main");
  if (!all("body > header, [role=banner]").length) fault("banner");
  if (!all("footer").length) fault("contentinfo");
  var navs = all("nav, [role=navigation]").filter(told), names = {};
  navs.filter(function (nav) { return !nav.hasAttribute("role") || nav.getAttribute("role") === "navigation"; }).forEach(function (nav) {
    var name = nameOf(nav, true);
    if (!nav.getAttribute("aria-label") && !nav.getAttribute("aria-labelledby")) fault("nav-name", nav);
    else if (names[name]) fault("nav-twice", nav, name);
    names[name] = true;
  });
  var headings = all("h1, h2, h3, h4, h5, h6").filter(told), last = 0;
  if (headings.filter(function (h) { return h.tagName === "H1"; }).length !== 1) fault("one-h1", null, headings.filter(function (h) { return h.tagName === "H1"; }).map(show).join(" | "));
  headings.forEach(function (heading) {
    var level = Number(heading.tagName[1]);
    if (level > last + 1) fault("heading-order", heading, "h" + last + " then h" + level);
    if (!nameOf(heading, true)) fault("heading-empty", heading);
    last = level;
  });

  /* Ids */
  var ids = {};
  all("[id]").forEach(function (element) { if (ids[element.id]) fault("id-twice", element); ids[element.id] = true; });

  /* Controls */
  var CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=link], [role=checkbox], [role=tab], [role=option], [role=combobox], [role=searchbox]";
  all(CONTROLS).filter(told).forEach(function (control) { if (!nameOf(control)) fault("name", control, control.outerHTML.slice(0, 90)); });
  all("[tabindex]").forEach(function (element) { if (element.tabIndex > 0) fault("tabindex", element); });
  all("[aria-hidden=true]").forEach(function (box) {
    if (all("a[href], button, input, select, summary, [tabindex='0']", box).some(function (one) { return seen(one) && one.tabIndex >= 0; })) fault("hidden-focus", box);
  });
  all("label").filter(told).forEach(function (label) {
    var control = label.control;
    if (control && label.tabIndex < 0 && getComputedStyle(control).display === "none" && label.textContent.trim()
      && getComputedStyle(label).pointerEvents !== "none" && !(label.closest(".md-nav") && innerWidth > 1220)) fault("label-no-key", label);
  });
  all("img").filter(seen).forEach(function (image) { if (!image.hasAttribute("alt")) fault("alt", image); });
  all("svg[role=img]").filter(told).forEach(function (image) { if (!nameOf(image)) fault("svg-name", image); });
  all("a[href]").filter(told).forEach(function (link) { if (link.target === "_blank" && !/noopener/.test(link.rel)) fault("opener", link); });

  /* ARIA */
  var ROLES = "alert application article banner button cell checkbox columnheader combobox complementary contentinfo definition dialog directory document feed figure form grid gridcell group heading img link list listbox listitem log main marquee math menu menubar menuitem meter navigation none note option presentation progressbar radio radiogroup region row rowgroup rowheader scrollbar search searchbox separator slider spinbutton status switch tab table tablist tabpanel term textbox timer toolbar tooltip tree treegrid treeitem".split(" ");
  var TRUTH = { "aria-expanded": 1, "aria-pressed": 1, "aria-selected": 1, "aria-hidden": 1, "aria-checked": 1, "aria-disabled": 1, "aria-busy": 1 };
  var KNOWN = /^aria-(activedescendant|atomic|autocomplete|busy|checked|colcount|colindex|colspan|controls|current|describedby|description|details|disabled|expanded|haspopup|hidden|invalid|keyshortcuts|label|labelledby|level|live|modal|multiline|multiselectable|orientation|owns|placeholder|posinset|pressed|readonly|relevant|required|roledescription|rowcount|rowindex|rowspan|selected|setsize|sort|valuemax|valuemin|valuenow|valuetext)$/;
  all("*").forEach(function (element) {
    Array.from(element.attributes).forEach(function (attribute) {
      var name = attribute.name, value = attribute.value;
      if (name === "role" && ROLES.indexOf(value) < 0) fault("role", element, value);
      if (!name.startsWith("aria-")) return;
      if (!KNOWN.test(name)) fault("aria-unknown", element, name);
      if (TRUTH[name] && !/^(true|false|mixed)$/.test(value)) fault("aria-value", element, name + "=" + value);
      if (/^aria-(labelledby|describedby|controls|owns|activedescendant)$/.test(name) && value && seen(element)
        && !(name === "aria-controls" && element.getAttribute("aria-expanded") === "false"))
        value.split(/\s+/).forEach(function (id) { if (!document.getElementById(id)) fault("aria-id", element, name + "=" + id); });
      if (name === "aria-sort" && !element.matches("th, [role=columnheader], [role=rowheader]")) fault("aria-sort", element);
      if (/^aria-label(ledby)?$/.test(name) && element.matches("div:not([role]), span:not([role]), p:not([role]), i:not([role])")) fault("aria-label-generic", element);
    });
  });
  all("[role=combobox]").forEach(function (box) { if (!box.hasAttribute("aria-expanded") || !box.hasAttribute("aria-controls")) fault("combobox", box); });
  all("[role=option]").forEach(function (one) { if (!one.closest("[role=listbox], [role=group]")) fault("option", one); });
  all("[role=tab]").forEach(function (one) { if (!one.closest("[role=tablist]")) fault("tab", one); });

  /* Lists and tables */
  all("ul, ol").forEach(function (list) {
    if (list.getAttribute("role")) return;
    Array.from(list.children).forEach(function (child) { if (!/^(LI|SCRIPT|TEMPLATE)$/.test(child.tagName)) fault("list-child", list, show(child)); });
  });
  all("li").forEach(function (item) { if (!/^(UL|OL|MENU)$/.test(item.parentElement.tagName)) fault("li-parent", item); });
  all("dt, dd").forEach(function (part) { if (!part.closest("dl")) fault("dl", part); });
  all("dl").forEach(function (list) { Array.from(list.children).forEach(function (child) { if (!/^(DT|DD|DIV)$/.test(child.tagName)) fault("dl-child", list, show(child)); }); });
  all("article table").forEach(function (table) {
    if (table.closest(".highlight, .highlighttable")) return;
    var heads = all("th", table);
    if (!heads.length) fault("table-heads", table);
    heads.forEach(function (head) { if (!head.scope && !head.closest("thead")) fault("th-scope", head); });
  });
  all("article *").forEach(function (box) {
    var style = getComputedStyle(box);
    if (!/auto|scroll/.test(style.overflowX) || box.scrollWidth <= box.clientWidth + 1 || !seen(box) || /^(TEXTAREA|INPUT|SELECT)$/.test(box.tagName)) return;
    if (box.tabIndex < 0 && !all("a[href], button, input, select, summary, [tabindex='0']", box).some(seen)) fault("scroll-no-key", box);
  });

  /* Contrast */
  var canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  function colour(text) {
    var plain = /^rgba?\(([\d.]+),? ([\d.]+),? ([\d.]+)(?:(?:,| \/) ([\d.]+))?\)$/.exec(text);
    if (plain) return [Number(plain[1]), Number(plain[2]), Number(plain[3]), plain[4] === undefined ? 1 : Number(plain[4])];
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = "#000";
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    var d = canvas.getImageData(0, 0, 1, 1).data;
    return [d[0], d[1], d[2], d[3] / 255];
  }
  function over(top, below) {
    var a = top[3];
    return [0, 1, 2].map(function (i) { return top[i] * a + below[i] * (1 - a); }).concat(1);
  }
  function backOf(element) {
    var layers = [], back = colour(getComputedStyle(html).backgroundColor);
    for (var one = element; one && one !== document; one = one.parentElement) {
      var style = getComputedStyle(one), layer = colour(style.backgroundColor);
      if (layer[3] > 0) layers.push(layer);
      if (layer[3] === 1) break;
    }
    if (back[3] < 1) back = over(back, options.dark ? [18, 18, 18, 1] : [255, 255, 255, 1]);
    return layers.reverse().reduce(function (below, top) { return over(top, below); }, back);
  }
  function dimmed(element) {
    var all = 1;
    for (var one = element; one; one = one.parentElement) all *= Number(getComputedStyle(one).opacity);
    return all;
  }
  function light(c) {
    var parts = [0, 1, 2].map(function (i) { var v = c[i] / 255; return v <= .04045 ? v / 12.92 : Math.pow((v + .055) / 1.055, 2.4); });
    return .2126 * parts[0] + .7152 * parts[1] + .0722 * parts[2];
  }
  function ratio(a, b) { var x = light(a), y = light(b); return (Math.max(x, y) + .05) / (Math.min(x, y) + .05); }
  function check(element, ink, back, style) {
    var size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    ink = ink.slice();
    ink[3] *= dimmed(element);
    var found = ratio(over(ink, back), back);
    if (found < (large ? 3 : 4.5) - .01) fault("contrast", element, found.toFixed(2) + " " + over(ink, back).slice(0, 3).map(Math.round) + " on " + back.slice(0, 3).map(Math.round));
  }
  var walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), done = new Set();
  while (walker.nextNode()) {
    var element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || done.has(element) || /^(SCRIPT|STYLE|NOSCRIPT|TITLE|OPTION|DESC)$/i.test(element.tagName)) continue;
    done.add(element);
    if (!seen(element) || element.closest("[disabled], [aria-disabled=true], .md-skip")) continue;
    var box = element.getBoundingClientRect(), style = getComputedStyle(element);
    if (!box.width || !box.height || style.clipPath !== "none" || dimmed(element) < .02) continue;
    var svg = element.closest("svg");
    if (!svg) { check(element, colour(style.color), backOf(element), style); continue; }
    var back = backOf(svg.parentElement), x = box.left + box.width / 2, y = box.top + box.height / 2;
    document.elementsFromPoint(x, y).filter(function (one) { return svg.contains(one) && one !== svg && !/^(text|tspan|g|a)$/i.test(one.tagName); }).reverse().forEach(function (shape) {
      var fill = getComputedStyle(shape).fill;
      if (fill !== "none" && fill.indexOf("url") < 0) { var c = colour(fill); c[3] *= Number(getComputedStyle(shape).fillOpacity) * Number(getComputedStyle(shape).opacity); back = over(c, back); }
    });
    var ink = colour(style.fill), scale = svg.getBoundingClientRect().width / (svg.viewBox.baseVal ? svg.viewBox.baseVal.width || 1 : 1);
    ink[3] *= Number(style.fillOpacity);
    check(element, ink, back, { fontSize: parseFloat(style.fontSize) * scale, fontWeight: style.fontWeight });
    if (parseFloat(style.fontSize) * scale < options.smallest) fault("chart-text-small", element, (parseFloat(style.fontSize) * scale).toFixed(1));
  }
  all("input[placeholder]").filter(seen).forEach(function (input) {
    var style = getComputedStyle(input, "::placeholder"), ink = colour(style.color);
    ink[3] *= Number(style.opacity);
    check(input, ink, backOf(input), style);
  });

  /* Fingers */
  if (options.phone) {
    if (document.scrollingElement.scrollWidth > options.width) {
      var wide = all("article *").filter(function (one) { return one.getBoundingClientRect().right > options.width + 1 && seen(one) && !one.closest(".p-scroll, .p-board, .p-stages, pre"); });
      fault("too-wide", wide[0] || html, document.scrollingElement.scrollWidth + " > " + options.width);
    }
    all("button, select, summary, input:not([type=hidden]), [role=button]").filter(told).forEach(function (control) {
      var box = control.getBoundingClientRect();
      if (!box.width || control.closest(".md-nav, .md-header") || (control.labels && control.labels.length)) return;
      if (box.height < 24 && !control.closest("th")) fault("target-small", control, Math.round(box.width) + "×" + Math.round(box.height));
    });
  }
  return Array.from(new Set(faults));
})
