/* Where a document shows what was asked for: the stretch of it worth showing, with the words marked. Only text is ever made. */
(function () {
  "use strict";

  var S = window.pcrmSearch;
  var AROUND = 40, LONGEST = 170;

  /* What to look for in a document's texts: needles as typed, and the Chinese names that a needle for sounds means there. */
  function needlesOf(document_, leaves) {
    return leaves.map(function (leaf) {
      var found = [];
      S.asked(leaf.text, leaf.kind === "phrase").forEach(function (one) {
        var first = one.terms[0][0];
        if (first !== S.SYLLABLE && first !== S.INITIALS) found.push(one.needle);
        else (document_.q || []).forEach(function (pair) { found = found.concat(meant(pair[0], pair[1].split(" "), one)); });
      });
      return Array.from(new Set(found));
    });
  }

  /* The characters of a run of Chinese that terms for its sound mean. */
  function meant(run, spoken, one) {
    var chars = Array.from(run), last = one.terms.length - 1, from = 0;
    for (var at = 0; at + last < spoken.length; at++) {
      if (at && spoken[at - 1][0] === S.INITIALS) from = at;
      var fits = one.terms.every(function (term, i) {
        return spoken[at + i] === term || (one.prefix && i === last && spoken[at + i].startsWith(term));
      });
      if (!fits) continue;
      if (one.terms[0][0] === S.INITIALS) return [chars.length > 2 && one.prefix ? chars.slice(0, one.terms[0].length - 1).join("") : run];
      var end = spoken[at + last].endsWith("gongsi") ? chars.length : at - from + last + 1;
      return [chars.slice(at - from, end).join("")];
    }
    return [];
  }

  function holds(text, needles) { return needles.some(function (needle) { return text.indexOf(needle) >= 0; }); }

  /* The best stretch of a document for some leaves of a query; no stretch where its name says all. */
  function shown(document_, leaves) {
    var wanted = needlesOf(document_, leaves), name = S.normal(document_.n), best = null;
    var all = [].concat.apply([], wanted);
    var inName = wanted.length && wanted.every(function (needles) { return holds(name.text, needles); });
    document_.c.forEach(function (chunk) {
      var text = S.normal(chunk[2]), hits = wanted.filter(function (needles) { return holds(text.text, needles); }).length;
      /* entries before other words, these before tables, tables before plain facts */
      var rank = hits * 10 - (/^at-/.test(chunk[0]) ? 0 : /^(notes|tasks)/.test(chunk[0]) ? 1 : chunk[0] === "people" ? 2 : chunk[0] ? 3 : 4);
      if (hits && (!best || rank > best.rank)) best = { rank: rank, anchor: chunk[0], title: chunk[1], text: text };
    });
    var called = (document_.a || []).filter(function (alias) {
      return alias !== document_.n && holds(S.normal(alias).text, all) && !holds(name.text, all);
    })[0] || "";
    return { document: document_, name: name, called: called, stretch: best, anchor: best && !inName ? best.anchor : "", needles: all };
  }

  function spans(text, needles) {
    var found = [];
    needles.forEach(function (needle) {
      var at = -1;
      while ((at = text.text.indexOf(needle, at + 1)) >= 0 && found.length < 50) {
        var first = needle[0] === " " ? at + 1 : at, last = at + needle.length - (needle[needle.length - 1] === " " ? 2 : 1);
        found.push([text.map[first], text.map[last] + 1]);
      }
    });
    return found.sort(function (a, b) { return a[0] - b[0] || b[1] - a[1]; });
  }

  /* Where a stretch is shown from: at the beginning of its line, or near the first mark; not with a date that its title says. */
  function beginning(source, first, title) {
    var line = source.lastIndexOf("\n", first - 1) + 1, date = /^\d{4}-\d{2}-\d{2}/.exec(title || "");
    if (first - line <= 2 * AROUND) return !line && date && source.startsWith(date[0]) && first >= 10 ? 10 : line;
    var blank = source.indexOf(" ", first - AROUND);
    return blank >= 0 && blank < first ? blank + 1 : first - AROUND;
  }

  /* Text with what was asked for marked, cut to what fits two lines unless `whole`. */
  function marked(text, needles, whole, title) {
    var places = spans(text, needles), out = document.createDocumentFragment(), source = text.source;
    var begin = places.length && !whole ? beginning(source, places[0][0], title) : 0, end = whole ? source.length : begin + LONGEST, at = begin;
    if (begin > 10) out.append("…");
    places.forEach(function (place) {
      if (place[0] < at || place[0] >= end) return;
      out.append(source.slice(at, place[0]));
      var mark = document.createElement("mark");
      mark.textContent = source.slice(place[0], place[1]);
      out.append(mark);
      at = place[1];
    });
    out.append(source.slice(at, Math.max(at, end)));
    if (end < source.length) out.append("…");
    return out;
  }

  S.shown = shown;
  S.marked = marked;
})();
