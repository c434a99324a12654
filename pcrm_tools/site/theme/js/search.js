/* The site's search box: opens with / or Ctrl-K, shows what the index finds by kind, and says what it cannot answer. */
(function () {
  "use strict";

  var S = window.pcrmSearch, place = document.querySelector("[data-pcrm-search]");
  if (!place || !S) return;
  var TYPES = ["customer", "project", "page"], FIRST = 6, MORE = 20, TRIED = 4;
  var input = place.querySelector(".p-search__input"), panel = place.querySelector(".p-search__results");
  var status = place.querySelector(".p-search__status"), words = JSON.parse(place.dataset.page).search;
  var zh = /^zh/.test(document.documentElement.lang), comma = zh ? "，" : ", ", stop = zh ? "；" : "; ";
  var turn = 0, limits = {}, timer = 0, number = 0;
  S.at(place.dataset.root);

  function element(tag, name, text) {
    var made = document.createElement(tag);
    made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /* A sentence of ours with its places filled. */
  function say(key, values) {
    return words[key].replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
  }

  function note(text) { return element("p", "p-search__note", text); }

  function open(is) {
    panel.hidden = !is;
    input.setAttribute("aria-expanded", String(is));
    if (!is) input.removeAttribute("aria-activedescendant");
  }

  /* -- hits ------------------------------------------------------------------------------------------------------- */

  function hit(found, lacks) {
    var link = element("a", "p-search__hit"), name = element("span", "p-search__name");
    link.href = S.root + found.document.u + (found.anchor ? "#" + encodeURIComponent(found.anchor) : "");
    link.id = "p-hit-" + number++;
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    link.tabIndex = -1;
    name.append(S.marked(found.name, found.needles, true));
    if (found.called) name.append(element("small", "", found.called));
    if (found.document.s) name.append(element("small", "", found.document.s));
    link.append(name);
    if (found.stretch) link.append(stretch(found));
    if (lacks && lacks.length) link.append(element("span", "p-search__lacks", say("lacks", { terms: lacks.join(" ") })));
    return link;
  }

  function stretch(found) {
    var text = element("span", "p-search__text");
    if (found.stretch.title) text.append(element("span", "p-search__where", found.stretch.title), " ");
    text.append(S.marked(found.stretch.text, found.needles, false, found.stretch.title));
    return text;
  }

  /* The first documents of a list that are sure to be met, each with where it shows it, and how many were looked at for them. */
  async function sure(keys, result, limit) {
    var found = [], at = 0, most = Math.min(keys.length, 2 * limit + TRIED);
    while (at < most && found.length < limit) {
      var part = keys.slice(at, Math.min(at + limit - found.length, most));
      var documents = await Promise.all(part.map(S.documentOf));
      documents.forEach(function (one) {
        if (one && (!result.unsure.has(one.key) || S.meets(one, result.tree))) found.push(S.shown(one, result.wanted));
      });
      at += part.length;
    }
    return { found: found, tried: at };
  }

  async function group(type, keys, result) {
    var first = await sure(keys, result, limits[type] || FIRST);
    return { type: type, found: first.found, tried: first.tried, count: keys.length, rest: first.tried < keys.length };
  }

  function ofType(keys, place_) { return keys.filter(function (key) { return key % TYPES.length === place_; }); }

  function listOf(groups, lacks) {
    var list = element("div", "p-search__list");
    list.id = "p-search-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", words.results);
    groups.forEach(function (one) {
      if (!one.found.length) return;
      var part = element("div", ""), title = element("p", "p-search__group", words[one.type] + " · " + (one.rest ? one.count : one.found.length));
      title.id = "p-search-" + one.type;
      title.setAttribute("role", "presentation");
      part.setAttribute("role", "group");
      part.setAttribute("aria-labelledby", title.id);
      part.append(title);
      one.found.forEach(function (found) { part.append(hit(found, lacks && lacks.get(found.document.key))); });
      list.append(part);
    });
    return list;
  }

  function moreOf(groups, query) {
    return groups.filter(function (one) { return one.rest; }).map(function (one) {
      var more = element("button", "p-search__more", words.more + " · " + words[one.type]);
      more.type = "button";
      more.dataset.type = one.type;
      more.addEventListener("click", function () { limits[one.type] = (limits[one.type] || FIRST) + MORE; show(query); input.focus(); });
      return more;
    });
  }

  /* -- answers ---------------------------------------------------------------------------------------------------- */

  async function show(query) {
    var now = ++turn;
    if (!query.trim()) { render(query, [note(words.hint)], ""); return; }
    try {
      var made = await answer(query);
      if (now === turn) render(query, made.parts, made.status, made.near);
    } catch (problem) {
      if (now === turn) render(query, [note(words.failed)], words.failed);
    }
  }

  async function answer(query) {
    var result = await S.search(query);
    if (!result.keys) return unanswered(query, result);
    var groups = await Promise.all(TYPES.map(function (type, i) { return group(type, ofType(result.keys, i), result); }));
    var seen = groups.reduce(function (sum, one) { return sum + one.found.length; }, 0);
    var more = groups.some(function (one) { return one.rest; });
    if (!seen && !more) return nothing(query, result);
    var tried = groups.reduce(function (sum, one) { return sum + one.tried; }, 0);
    var said = say(!seen ? "none" : result.exact || !more ? "count" : "most", { count: more ? result.keys.length : seen, tried: tried });
    return { parts: [note(said), listOf(groups)].concat(moreOf(groups, query), note(words.keys)), status: said };
  }

  /* What the site cannot answer, in one line, with what to type instead. */
  function unanswered(query, result) {
    var line = words.signs, command = "";
    if (result.cannot) {
      line = say("cannot", { term: result.cannot });
      command = "pcrm search '" + query.trim().replace(/'/g, "'\\''") + "'";
    } else if (result.choice) {
      var choice = result.choice, known = Object.keys(choice.words).filter(function (word) { return /^[\x00-\x7f]*$/.test(word) === !zh; });
      line = say("value", { field: choice.field, seen: choice.seen, allowed: (known.length ? known : Object.keys(choice.words)).join(zh ? "、" : ", ") });
    } else if (result.wrong) line = say(result.wrong.error, { seen: result.wrong.seen });
    else if (result.empty) line = words.hint;
    var parts = [note(line)];
    if (command) parts.push(element("code", "p-search__command", command));
    return { parts: parts, status: line + (command ? " " + command : "") };
  }

  /* Nothing meets the query: why, what was perhaps meant, and what comes near. */
  async function nothing(query, result) {
    var near = await S.relaxed(result.tree), lines = [];
    Object.keys(near.pieces).forEach(function (word) { lines.push(say("pieces", { word: word, pieces: near.pieces[word].join(" ") })); });
    var counts = near.counts.map(function (pair) { return pair.join(" "); }).join(comma);
    if (near.words.length > 1 && !near.together) lines.push(say("notall", { words: near.words.map(function (one) { return one.typed; }).join(" "), counts: counts }));
    else if (!lines.length || near.terms.length > 1) lines.push(say("nothing", { query: query.trim() }));
    var parts = [note(lines.join(stop))];
    if (near.names.length) parts.push(meant(near.names));
    if (!near.keys.length) return { parts: parts, status: lines.join(stop) };
    var doubtful = { unsure: new Set(), wanted: near.words.filter(S.isWord), tree: null };
    var groups = await Promise.all(TYPES.map(function (type, i) { return group(type, ofType(near.keys, i), doubtful); }));
    var lists = Array.from(near.lacks.values()), common = lists[0].filter(function (term) { return lists.every(function (each) { return each.indexOf(term) >= 0; }); });
    var said = say(common.length ? "without" : lists.some(function (each) { return each.length; }) ? "part" : "apart", { terms: common.join(" "), count: near.keys.length });
    near.lacks.forEach(function (list, key) { near.lacks.set(key, list.filter(function (term) { return common.indexOf(term) < 0; })); });
    parts.push(note(said), listOf(groups, near.lacks));
    return { parts: parts.concat(moreOf(groups, query)), status: lines.join(stop) + stop + said, near: true };
  }

  function meant(names) {
    var line = note(words.meant + " ");
    line.classList.add("p-search__meant");
    names.forEach(function (name) {
      var button = element("button", "p-search__name-near", name);
      button.type = "button";
      button.addEventListener("click", function () { input.value = '"' + name.replace(/"/g, " ") + '"'; show(input.value); input.focus(); });
      line.append(button);
    });
    return line;
  }

  function render(query, parts, said, near) {
    panel.replaceChildren.apply(panel, parts);
    panel.dataset.query = query;
    panel.classList.toggle("is-near", Boolean(near));
    panel.scrollTop = 0;
    status.textContent = said;
    choose(0);
  }

  /* -- keys and clicks -------------------------------------------------------------------------------------------- */

  function hits() { return Array.from(panel.querySelectorAll(".p-search__hit")); }

  function choose(which) {
    input.removeAttribute("aria-activedescendant");
    hits().forEach(function (one, i) {
      one.setAttribute("aria-selected", String(i === which));
      if (i === which) { input.setAttribute("aria-activedescendant", one.id); one.scrollIntoView({ block: "nearest" }); }
    });
  }

  function chosen() { return hits().findIndex(function (one) { return one.getAttribute("aria-selected") === "true"; }); }

  function close() {
    clearTimeout(timer);
    open(false);
    status.textContent = "";
    place.classList.remove("is-open");
  }

  function begin() {
    place.classList.add("is-open");
    input.focus();
    input.select();
  }

  input.addEventListener("focus", function () { S.ready().catch(function () {}); open(true); show(input.value); });
  input.addEventListener("input", function () {
    limits = {};
    open(true);
    clearTimeout(timer);
    timer = setTimeout(function () { show(input.value); }, 90);
  });
  input.addEventListener("keydown", function (event) {
    var all = hits(), at = chosen();
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      open(true);
      if (all.length) choose((at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length);
    } else if (event.key === "Enter" && all[at]) {
      event.preventDefault();
      close();
      location.href = all[at].href;
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (input.value) { input.value = ""; show(""); } else { close(); input.blur(); }
    } else if (event.key === "Tab" && !panel.querySelector("button")) close();
  });
  place.querySelector(".p-search__open").addEventListener("click", begin);
  place.querySelector(".p-search__close").addEventListener("click", function () { input.value = ""; close(); });
  document.addEventListener("click", function (event) { if (!place.contains(event.target)) close(); });
  place.addEventListener("focusout", function (event) { if (event.relatedTarget && !place.contains(event.relatedTarget)) close(); });
  panel.addEventListener("click", function (event) { if (event.target.closest(".p-search__hit")) close(); });
  document.addEventListener("keydown", function (event) {
    var active = document.activeElement, typing = /^(input|textarea|select)$/i.test(active.tagName) || active.isContentEditable;
    var slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    var control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!slash && !control) return;
    event.preventDefault();
    event.stopPropagation();
    begin();
  }, true);
})();
