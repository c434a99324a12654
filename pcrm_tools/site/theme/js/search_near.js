/* What nearly meets a query that found nothing: most of its words, its words without the filters in the way, and names that are
   near to a word that stands nowhere; as in the terminal (pcrm_tools/relaxing.py, store/near_names.py). */
(function () {
  "use strict";

  var S = window.pcrmSearch;
  var MOST_WORDS = 8, MOST_PIECES = 24, LEAST_PARTED = 4, LOOKED_AT = 12, STANDING = 4, MOST_NEAR = 3, MOST_SUGGESTED = 5;
  var KEPT = ["private", "内部", "archived", "归档", "已归档"];
  var LIKE = 0.75, LIKE_PINYIN = 0.85, CLOSE = 0.8, LONGER = 3;

  /* -- the terms of a query --------------------------------------------------------------------------------------- */

  function textual(tree) { return S.leaves(tree).every(function (leaf) { return S.isWord(leaf) || leaf.kind === "not"; }); }

  function sideBySide(tree) {
    if (tree.kind !== "and") return [tree];
    return tree.parts.reduce(function (found, part) {
      return found.concat(part.kind === "and" && textual(part) ? sideBySide(part) : [part]);
    }, []);
  }

  function typed(tree) {
    if (tree.kind === "not") return "not:" + typed(tree.part);
    if (tree.parts) return "(" + tree.parts.map(typed).join(tree.kind === "or" ? " OR " : " ") + ")";
    return tree.typed;
  }

  function isKept(leaf) {
    return leaf.kind === "not" || KEPT.indexOf((leaf.field || "").toLowerCase()) >= 0 ||
      (leaf.values || []).some(function (value) { return KEPT.indexOf(value.toLowerCase()) >= 0; });
  }

  function termsOf(tree) {
    var found = { words: [], filters: [], kept: [] };
    sideBySide(tree).forEach(function (part) {
      var all = S.leaves(part), list = all.some(isKept) ? found.kept : all.every(S.isWord) ? found.words : found.filters;
      if (!list.some(function (other) { return typed(other) === typed(part); })) list.push(part);
    });
    return found;
  }

  /* -- words in pieces -------------------------------------------------------------------------------------------- */

  function word(text) { return { kind: "word", text: text, typed: text }; }

  async function piecesOf(node) {
    if (!S.isWord(node)) return [];
    var runs = S.runsOf(node.text), found = [], asked = 0;
    if (runs.length === 1 && (!S.isDense(runs[0]) || runs[0].length < LEAST_PARTED)) return [];
    async function stands(run) { return ++asked <= MOST_PIECES && (await S.settled(word(run), STANDING)).scores.size > 0; }
    for (var run of runs) {
      if (await stands(run)) { found.push(run); continue; }
      for (var at = 0; S.isDense(run) && at < run.length - 1;) {
        var end = at + 2;
        if (!(await stands(run.slice(at, end)))) { at++; continue; }
        while (end < run.length && await stands(run.slice(at, end + 1))) end++;
        found.push(run.slice(at, end));
        at = end;
      }
    }
    found = Array.from(new Set(found));
    return 2 * found.join("").length >= runs.join("").length ? found : [];
  }

  /* -- the second pass -------------------------------------------------------------------------------------------- */

  /* Documents that meet all of some trees; null for no trees, which all meet. */
  async function meeting(trees) {
    if (!trees.length) return null;
    return (await S.settled(trees.length > 1 ? { kind: "and", parts: trees } : trees[0], LOOKED_AT)).scores;
  }

  function among(keys, scores) { return scores ? keys.filter(function (key) { return scores.has(key); }) : keys; }

  /* The fewest filters to leave out so that some documents stay: one where that is enough, the one that leaves most. */
  async function inTheWay(terms, keys) {
    async function met(filters) { return among(keys, await meeting(terms.kept.concat(filters))).length; }
    if (await met(terms.filters)) return [];
    var best = 0, one = null, held = [], dropped = [];
    for (var each of terms.filters) {
      var left = await met(terms.filters.filter(function (other) { return other !== each; }));
      if (left > best) { best = left; one = each; }
    }
    if (one) return [one];
    for (each of terms.filters) (await met(held.concat(each)) ? held : dropped).push(each);
    return dropped;
  }

  /* What comes near: words with their counts, pieces, the documents with the terms that each lacks, names perhaps meant. */
  async function relaxed(tree) {
    var terms = termsOf(tree), words = [], pieces = {}, nowhere = [];
    for (var each of terms.words.slice(0, MOST_WORDS)) {
      var found = await S.settled(each, LOOKED_AT), parts = found.scores.size ? [] : await piecesOf(each);
      if (!found.scores.size && S.isWord(each)) nowhere.push(each.text);
      if (parts.length) pieces[typed(each)] = parts;
      words = words.concat(parts.length ? parts.map(word) : [each]);
    }
    var result = { terms: words.concat(terms.filters).map(typed), pieces: pieces, counts: [], lacks: new Map(), keys: [], together: 0 };
    for (each of words) {
      found = await S.settled(each, LOOKED_AT);
      result.counts.push([typed(each), (found.unsure.size ? "≤ " : "") + found.scores.size]);
    }
    result.words = words;
    result.names = await suggestions(nowhere);
    if (!words.length && terms.filters.length < 2) return result;
    var all = await meeting(words), kept = await meeting(terms.kept), scores = new Map();
    var near = words.length ? among(Array.from(all.keys()), kept) : [];
    result.together = near.length;
    if (!near.length && words.length) {
      var held = new Map();
      for (each of words) {
        (await S.evaluate(each)).scores.forEach(function (score, key) {
          held.set(key, (held.get(key) || 0) + 1);
          scores.set(key, (scores.get(key) || 0) + score);
        });
      }
      var anywhere = among(Array.from(held.keys()), kept), most = Math.max.apply(null, [0].concat(anywhere.map(function (key) { return held.get(key); })));
      near = anywhere.filter(function (key) { return held.get(key) >= Math.min(most, Math.ceil(words.length / 2)); });
    } else if (!words.length) {
      near = Array.from((await S.evaluate({ kind: "or", parts: terms.filters })).scores.keys());
    }
    if (!near.length) return result;
    var dropped = await inTheWay(terms, near), rest = terms.filters.filter(function (filter) { return dropped.indexOf(filter) < 0; });
    near = among(near, await meeting(terms.kept.concat(rest)));
    near.forEach(function (key) {
      result.lacks.set(key, words.filter(function (one) { return !one.found.scores.has(key); }).map(typed).concat(dropped.map(typed)));
    });
    var total = function (key) { return scores.get(key) || (all && all.get(key)) || 0; };
    result.keys = near.sort(function (a, b) { return result.lacks.get(a).length - result.lacks.get(b).length || total(b) - total(a) || a - b; });
    return result;
  }

  /* -- names ------------------------------------------------------------------------------------------------------ */

  async function suggestions(nowhere) {
    var found = [];
    for (var text of nowhere.slice(0, MOST_NEAR)) {
      var names = await nearNames(text), words = S.isDense(S.runsOf(text)[0] || "") ? [] : await nearWords(text);
      found = found.concat(names, words.filter(function (other) { return names.join(" ").toLowerCase().indexOf(other) < 0; }));
    }
    return Array.from(new Set(found)).slice(0, MOST_SUGGESTED);
  }

  async function nearNames(text) {
    var wanted = S.foldText(text).replace(/\s+/g, ""), chars = Array.from(wanted), latin = /^[\x00-\x7f]*$/.test(wanted), letters = [wanted[0]];
    if (chars.length < 2) return [];
    await S.load("sounds.js");
    if (!latin) letters = chars.slice(0, 2).reduce(function (all, char) { return all.concat(S.readings(char).map(function (each) { return each[0]; })); }, []);
    var alike = latin ? likeLatin(wanted) : likeChinese(chars), found = new Map();
    for (var letter of new Set(letters)) {
      if (found.size) break;
      Object.keys(await S.load("n/" + letter + ".js")).forEach(function (name) {
        var like = alike(S.foldText(name));
        if (like && (!latin || !/^[\x00-\x7f]*$/.test(name) || likeness(wanted, name) >= LIKE)) found.set(name, like);
      });
    }
    return Array.from(found).sort(function (a, b) { return b[1] - a[1] || a[0].length - b[0].length || (a[0] < b[0] ? -1 : 1); })
      .slice(0, MOST_NEAR).map(function (pair) { return pair[0]; });
  }

  /* Words of the index that begin alike. */
  async function nearWords(text) {
    var clean = S.normal(text).text.trim();
    if (!/^[a-z]{4,}$/.test(clean)) return [];
    var near = Object.keys(await S.load(S.shardOf(clean))).filter(function (other) {
      return other[0] === clean[0] && other !== clean && Math.abs(other.length - clean.length) <= 2 && /^[a-z]+$/.test(other) && ratio(clean, other) >= CLOSE;
    }).sort(function (a, b) { return ratio(clean, b) - ratio(clean, a); }).slice(0, 4);
    return near.filter(function (other) {
      return !near.some(function (each) { return each !== other && other.startsWith(each); });
    }).slice(0, 2);
  }

  function likeness(wanted, name) {
    return Math.max.apply(null, [name.toLowerCase()].concat(name.toLowerCase().split(/\s+/)).map(function (part) { return ratio(wanted, part); }));
  }

  /* The share of letters that two words have in blocks of the same order. */
  function ratio(one, two) { return one.length + two.length ? 2 * matching(one, two) / (one.length + two.length) : 0; }

  function matching(one, two) {
    var best = 0, from = 0, to = 0, before = [];
    for (var i = 0; i < one.length; i++) {
      var row = [];
      for (var j = 0; j < two.length; j++) {
        if (one[i] !== two[j]) continue;
        row[j] = (j && before[j - 1] || 0) + 1;
        if (row[j] > best) { best = row[j]; from = i - best + 1; to = j - best + 1; }
      }
      before = row;
    }
    if (!best) return 0;
    return best + matching(one.slice(0, from), two.slice(0, to)) + matching(one.slice(from + best), two.slice(to + best));
  }

  function likeLatin(wanted) {
    function near(form, least) {
      if (form[0] !== wanted[0] || Math.abs(form.length - wanted.length) > LONGER) return 0;
      var found = ratio(form, wanted);
      return found >= least ? found : 0;
    }
    return function (clean) {
      if (clean === wanted) return 0;
      var best = Math.max.apply(null, [clean.replace(/\s+/g, "")].concat(clean.match(/[\p{L}\p{N}]{3,}/gu) || []).map(function (form) { return near(form, LIKE); }));
      chineseRuns(clean).forEach(function (run) { best = Math.max(best, near(Array.from(run).map(function (char) { return S.readings(char)[0]; }).join(""), LIKE_PINYIN)); });
      return best;
    };
  }

  function chineseRuns(clean) {
    return S.runsOf(clean).filter(function (run) { return Array.from(run).every(function (char) { return S.readings(char).length; }); });
  }

  function sounds(one, two) {
    return one.every(function (char, i) { return char === two[i] || S.readings(char).some(function (each) { return S.readings(two[i]).indexOf(each) >= 0; }); });
  }

  function others(one, two) { return one.filter(function (char, i) { return char !== two[i]; }).length; }

  function likeChinese(wanted) {
    var size = wanted.length;
    function ofRun(run) {
      if (run.length === size) return sounds(run, wanted) ? 1 : others(run, wanted) === 1 ? 0.95 : 0;
      var shared = wanted.filter(function (char) { return run.indexOf(char) >= 0; }).length, windows = [];
      if (!shared) return 0;
      if (Math.abs(run.length - size) === 1 && shared >= 2) {
        var short = run.length < size ? run : wanted, long = run.length < size ? wanted : run;
        if (long.some(function (_, at) { return long.slice(0, at).concat(long.slice(at + 1)).join("") === short.join(""); })) return 0.85;
      }
      for (var at = 0; at + size <= run.length; at++) windows.push(run.slice(at, at + size));
      if (windows.some(function (part) { return others(part, wanted) < size && sounds(part, wanted); })) return 0.9;
      return size >= LONGER && windows.some(function (part) { return others(part, wanted) === 1; }) ? 0.8 : 0;
    }
    return function (clean) {
      if (clean === wanted.join("")) return 0;
      return Math.max.apply(null, [0].concat(chineseRuns(clean).map(function (run) { return ofRun(Array.from(run)); })));
    };
  }

  S.relaxed = relaxed;
})();
