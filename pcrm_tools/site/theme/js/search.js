/* The site's search: loads the parts of a static index that a query needs, by script elements, so that it works on file://.
   Words are cut as the notebook's own search cuts them; a hit is made sure of in the document's words before it is shown. */
(function () {
  "use strict";

  var DENSE = "㐀-䶿一-鿿々〇ぁ-ゖァ-ヺー-ヿㄅ-ㄯㆠ-ㆿㇰ-ㇿ가-힣ᄀ-ᇿก-ฺเ-๎";
  var RUN = new RegExp("[" + DENSE + "]+|[\\u{20000}-\\u{3ffff}]|(?:(?![_" + DENSE + "\\u{20000}-\\u{3ffff}])[\\p{L}\\p{N}]){1,64}", "gu");
  var IS_DENSE = new RegExp("^[" + DENSE + "]");
  var LETTERS = { "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th" };
  var DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  var TYPES = ["customer", "project", "page"];
  var PREFIX = 3, FIRST = 6, MORE = 20;

  /* -- words ---------------------------------------------------------------------------------------------------- */

  var han = new Map(), folded = new Map();

  function foldCharacter(char) {
    var known = folded.get(char);
    if (known !== undefined) return known;
    var now = char;
    for (var round = 0; round < 4; round++) {
      var before = now;
      now = Array.from(now.normalize("NFKC").toLowerCase().replace(/ß/g, "ss").replace(/ς/g, "σ").normalize("NFKC")).map(plain).join("");
      if (now === before) break;
    }
    folded.set(char, now);
    return now;
  }

  function plain(char) {
    var code = char.codePointAt(0);
    if ((code >= 0x300 && code <= 0x345) || (code >= 0xfe00 && code <= 0xfe0f) || code >= 0xe0000 || /\p{Cf}/u.test(char)) return "";
    if (code < 0x400) {
      var base = Array.from(char.normalize("NFD"))[0];
      return LETTERS[base] === undefined ? base : LETTERS[base];
    }
    return han.get(char) || char;
  }

  /* Normal text with the place in the original of each of its characters. */
  function normal(text) {
    text = text.normalize("NFC");
    var chars = [], places = [], at = 0;
    for (var char of text) {
      for (var part of foldCharacter(char)) {
        var whole = chars.length && /\p{M}/u.test(part) ? (chars[chars.length - 1] + part).normalize("NFC") : "";
        if (whole && Array.from(whole).length === 1) chars[chars.length - 1] = foldCharacter(whole);
        else { chars.push(part); places.push(at); }
      }
      at += char.length;
    }
    var joined = chars.join(""), offsets = [];
    chars.forEach(function (part, number) { for (var i = 0; i < part.length; i++) offsets.push(places[number]); });
    var out = " ", map = [0], found;
    RUN.lastIndex = 0;
    while ((found = RUN.exec(joined))) {
      for (var i = 0; i < found[0].length; i++) map.push(offsets[found.index + i]);
      map.push(offsets[found.index + found[0].length - 1] + 1);
      out += found[0] + " ";
    }
    return { text: out, map: map, source: text };
  }

  function runsOf(text) { return normal(text).text.trim().split(" ").filter(Boolean); }

  function terms(run) {
    if (!IS_DENSE.test(run)) return [run];
    var chars = Array.from(run), pairs = chars.slice(1).map(function (char, i) { return chars[i] + char; });
    return pairs.concat(chars[chars.length - 1]);
  }

  /* What one word asks for, as the notebook's search reads it. */
  function sought(word, exact) {
    var runs = runsOf(word);
    if (!runs.length) return null;
    var wanted = [], last = runs[runs.length - 1], prefix, end;
    runs.slice(0, -1).forEach(function (run) { wanted = wanted.concat(terms(run)); });
    if (IS_DENSE.test(last)) {
      var single = Array.from(last).length === 1;
      wanted = wanted.concat(single ? [last] : terms(last).slice(0, -1));
      prefix = single;
      end = "";
    } else {
      wanted.push(last);
      prefix = !exact && (/\*\s*$/.test(word) || (Array.from(last).length >= PREFIX && /\p{L}$/u.test(last)));
      end = prefix ? "" : " ";
    }
    return { terms: wanted, prefix: prefix, needle: (IS_DENSE.test(runs[0]) ? "" : " ") + runs.join(" ") + end };
  }

  function parse(query) {
    var found = [];
    query.replace(/"([^"]*)"?|“([^”]*)”?|(\S+)/g, function (all, straight, curly, word) {
      var one = sought(word || straight || curly || "", word === undefined);
      if (one) found.push(one);
      return "";
    });
    return found.slice(0, 12);
  }

  /* -- the index ------------------------------------------------------------------------------------------------ */

  var root = "", meta = null, waiting = {}, loaded = {};

  function load(name) {
    if (loaded[name]) return loaded[name];
    loaded[name] = new Promise(function (done, failed) {
      var script = document.createElement("script");
      waiting[name] = done;
      script.src = root + "search/" + name;
      script.onload = function () { script.remove(); done(null); };
      /* a shard without terms has no file */
      script.onerror = function () { script.remove(); if (name[0] === "s") done({}); else { delete loaded[name]; failed(new Error(name)); } };
      document.head.appendChild(script);
    });
    return loaded[name];
  }

  function arrived(name, value) { if (waiting[name]) waiting[name](value); }

  window.pcrmMeta = function (value) { meta = value; arrived("meta.js", value); };
  window.pcrmFold = function (from, to) {
    var simple = Array.from(to);
    Array.from(from).forEach(function (char, i) { han.set(char, simple[i]); });
    folded.clear();
    arrived("fold.js", true);
  };
  window.pcrmShard = function (number, value) { arrived("s/" + number + ".js", value); };
  window.pcrmDocument = function (key, value) { arrived("d/" + key + ".js", value); };

  function shardOf(term) {
    var head = term[0] >= "\u0e01" ? Array.from(term)[0] : Array.from(term).slice(0, 3).join(""), number = 0;
    for (var char of head) number = (Math.imul(number, 31) + char.codePointAt(0)) >>> 0;
    return number % meta.shards;
  }

  function decode(text) {
    var found = [], number = 0, gap = 0, shift = 1;
    for (var i = 0; i < text.length; i++) {
      var value = DIGITS.indexOf(text[i]);
      gap += (value & 31) * shift;
      if (value & 32) { shift *= 32; continue; }
      number += gap;
      found.push(number);
      gap = 0;
      shift = 1;
    }
    return found;
  }

  /* document -> score of one term or beginning */
  function postings(term, prefix) {
    return load("s/" + shardOf(term) + ".js").then(function (shard) {
      var scores = new Map(), names = [];
      if (shard && prefix) names = Object.keys(shard).filter(function (name) { return name.startsWith(term); });
      else if (shard && Object.prototype.hasOwnProperty.call(shard, term)) names = [term];
      names.forEach(function (name) {
        var parts = shard[name].split("~"), body = decode(parts[0]), title = decode(parts[1] || "");
        var rare = Math.log(1 + meta.documents / (body.length + title.length)) * (name === term ? 1 : 0.6);
        body.forEach(function (key) { scores.set(key, Math.max(scores.get(key) || 0, rare)); });
        title.forEach(function (key) { scores.set(key, Math.max(scores.get(key) || 0, 12 * rare)); });
      });
      return scores;
    });
  }

  function search(query) {
    var wanted = parse(query), jobs = [];
    wanted.forEach(function (one) {
      one.terms.forEach(function (term, i) { jobs.push(postings(term, one.prefix && i === one.terms.length - 1)); });
    });
    if (!jobs.length) return Promise.resolve({ wanted: wanted, keys: [] });
    return Promise.all(jobs).then(function (maps) {
      maps.sort(function (a, b) { return a.size - b.size; });
      var keys = [];
      maps[0].forEach(function (score, key) {
        for (var i = 1; i < maps.length; i++) {
          var other = maps[i].get(key);
          if (other === undefined) return;
          score += other;
        }
        keys.push([key, score]);
      });
      keys.sort(function (a, b) { return b[1] - a[1] || a[0] - b[0]; });
      return { wanted: wanted, keys: keys.map(function (pair) { return pair[0]; }) };
    });
  }

  /* Where a document shows what was asked for: the best stretch of it, or null where it does not after all. */
  function shown(document_, wanted) {
    var name = normal(document_.n), all = [name, normal(document_.s)], best = null;
    var chunks = document_.c.map(function (chunk) { return { anchor: chunk[0], title: chunk[1], text: normal(chunk[1] + "\n" + chunk[2]) }; });
    chunks.forEach(function (chunk) { all.push(chunk.text); });
    var every = wanted.every(function (one) { return all.some(function (text) { return text.text.indexOf(one.needle) >= 0; }); });
    if (!every) return null;
    chunks.forEach(function (chunk) {
      var hits = wanted.filter(function (one) { return chunk.text.text.indexOf(one.needle) >= 0; }).length;
      /* words of people before tables, tables before plain facts */
      var rank = hits * 10 - (chunk.anchor === "" ? 3 : /^(at-|notes|tasks)/.test(chunk.anchor) ? 0 : chunk.anchor === "people" ? 1 : 2);
      if (hits && (!best || rank > best.rank)) best = { rank: rank, chunk: chunk };
    });
    var inName = wanted.every(function (one) { return name.text.indexOf(one.needle) >= 0; });
    return { document: document_, name: name, chunk: best && best.chunk, anchor: best && !inName ? best.chunk.anchor : "" };
  }

  function spans(text, wanted) {
    var found = [];
    wanted.forEach(function (one) {
      var needle = one.needle, at = -1;
      while ((at = text.text.indexOf(needle, at + 1)) >= 0 && found.length < 50) {
        var first = needle[0] === " " ? at + 1 : at, last = at + needle.length - (needle[needle.length - 1] === " " ? 2 : 1);
        found.push([text.map[first], text.map[last] + 1]);
      }
    });
    return found.sort(function (a, b) { return a[0] - b[0]; });
  }

  function marked(text, wanted, length) {
    var places = spans(text, wanted), out = document.createDocumentFragment(), source = text.source;
    var begin = places.length && length ? Math.max(0, places[0][0] - 40) : 0, end = length ? begin + length : source.length, at = begin;
    if (begin > 0) out.append("…");
    places.forEach(function (place) {
      if (place[0] < at || place[0] >= end) return;
      out.append(source.slice(at, place[0]));
      var mark = document.createElement("mark");
      mark.textContent = source.slice(place[0], place[1]);
      out.append(mark);
      at = place[1];
    });
    out.append(source.slice(at, end));
    return out;
  }

  /* -- the box -------------------------------------------------------------------------------------------------- */

  var place = document.querySelector("[data-pcrm-search]");
  if (!place) { window.pcrmSearch = { normal: normal, terms: terms, sought: sought, decode: decode, foldCharacter: foldCharacter }; return; }
  var input = place.querySelector(".p-search__input"), panel = place.querySelector(".p-search__results");
  var words = JSON.parse(place.dataset.page).search, turn = 0, limits = {}, timer = 0;
  root = place.dataset.root.replace(/\/?$/, "/");
  window.pcrmSearch = { normal: normal, terms: terms, sought: sought, decode: decode, foldCharacter: foldCharacter, search: search };

  function ready() { return Promise.all([load("meta.js"), load("fold.js")]); }

  function element(tag, name, text) {
    var made = document.createElement(tag);
    made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function open(is) {
    panel.hidden = !is;
    input.setAttribute("aria-expanded", String(is));
  }

  function hit(found, wanted, number) {
    var link = element("a", "p-search__hit"), name = element("span", "p-search__name");
    link.href = root + found.document.u + (found.anchor ? "#" + encodeURIComponent(found.anchor) : "");
    link.id = "p-hit-" + number;
    link.setAttribute("role", "option");
    name.append(marked(found.name, wanted, 0));
    if (found.document.s) name.append(element("small", "", found.document.s));
    link.append(name);
    if (found.chunk) {
      var text = element("span", "p-search__text");
      text.append(marked(found.chunk.text, wanted, 160));
      link.append(text);
    }
    return link;
  }

  function group(type, keys, wanted, turnNow) {
    var limit = limits[type] || FIRST;
    return Promise.all(keys.slice(0, limit + 4).map(function (key) { return load("d/" + key + ".js"); })).then(function (documents) {
      var found = documents.filter(Boolean).map(function (one) { return shown(one, wanted); }).filter(Boolean).slice(0, limit);
      return { type: type, found: found, rest: keys.length - limit, keys: keys };
    });
  }

  function show(query) {
    var now = ++turn;
    if (!query.trim()) { panel.replaceChildren(element("p", "p-search__note", words.hint)); return; }
    ready().then(function () { return search(query); }).then(function (result) {
      var parts = TYPES.map(function (type, number) {
        return group(type, result.keys.filter(function (key) { return key % TYPES.length === number; }), result.wanted, now);
      });
      return Promise.all(parts).then(function (groups) { if (now === turn) render(query, groups, result.wanted); });
    }).catch(function () { if (now === turn) panel.replaceChildren(element("p", "p-search__note", words.failed)); });
  }

  function render(query, groups, wanted) {
    var out = [], number = 0;
    groups.forEach(function (one) {
      if (!one.found.length) return;
      var count = one.rest > 0 ? one.keys.length : one.found.length;
      out.push(element("p", "p-search__group", words[one.type] + " · " + count));
      one.found.forEach(function (found) { out.push(hit(found, wanted, number++)); });
      if (one.rest > 0) {
        var more = element("button", "p-search__more", words.more);
        more.type = "button";
        more.addEventListener("click", function () { limits[one.type] = (limits[one.type] || FIRST) + MORE; show(query); input.focus(); });
        out.push(more);
      }
    });
    if (!out.length) out.push(element("p", "p-search__note", words.none + " “" + query.trim() + "”"));
    else out.push(element("p", "p-search__note", words.keys));
    panel.replaceChildren.apply(panel, out);
    panel.scrollTop = 0;
    choose(0);
  }

  function hits() { return Array.from(panel.querySelectorAll(".p-search__hit")); }

  function choose(number) {
    hits().forEach(function (one, i) {
      one.setAttribute("aria-selected", String(i === number));
      if (i === number) { input.setAttribute("aria-activedescendant", one.id); one.scrollIntoView({ block: "nearest" }); }
    });
  }

  function chosen() { return hits().findIndex(function (one) { return one.getAttribute("aria-selected") === "true"; }); }

  function close() {
    open(false);
    place.classList.remove("is-open");
  }

  input.addEventListener("focus", function () { ready().catch(function () {}); open(true); show(input.value); });
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
      if (all.length) choose((at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length);
    } else if (event.key === "Enter" && all[at]) {
      event.preventDefault();
      close();
      location.href = all[at].href;
    } else if (event.key === "Escape") {
      if (input.value) { input.value = ""; show(""); } else { close(); input.blur(); }
    }
  });
  place.querySelector(".p-search__open").addEventListener("click", function () { place.classList.add("is-open"); input.focus(); });
  place.querySelector(".p-search__close").addEventListener("click", function () { input.value = ""; close(); });
  document.addEventListener("click", function (event) { if (!place.contains(event.target)) close(); });
  panel.addEventListener("click", function (event) { if (event.target.closest(".p-search__hit")) close(); });
  document.addEventListener("keydown", function (event) {
    var typing = /^(input|textarea|select)$/i.test(document.activeElement.tagName) || document.activeElement.isContentEditable;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      event.stopPropagation();
      place.classList.add("is-open");
      input.focus();
      input.select();
    }
  }, true);
})();
