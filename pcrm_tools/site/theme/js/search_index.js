/* The static index of the site's search: its parts are loaded by need, by script elements, so that it works on file://.
   A query's tree is answered with the documents that may meet it; those of which the terms alone do not decide are made sure
   of in the document's words. */
(function () {
  "use strict";

  var S = window.pcrmSearch;
  var DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  /* what a term is worth in the text, in titles, tags, people and names; as a beginning; and as the sound of a name */
  var WORTH = [1, 1.6, 2, 2.2, 3], BEGINNING = 0.8, SOUND = 0.01;
  var PREFIX = 3, VERIFIED = 40, DATE = /^ (\d{4}) (\d{2}) (?:(\d{2}) )?$/;

  var root = "", meta = null, fields = null, readings = new Map(), waiting = {}, loaded = {};

  /* -- parts of the index ----------------------------------------------------------------------------------------- */

  function load(name) {
    if (loaded[name]) return loaded[name];
    var family = name[0] + name[1];
    if (/^[sfn]\//.test(family) && meta && missing(name)) return (loaded[name] = Promise.resolve({}));
    loaded[name] = new Promise(function (done, failed) {
      var script = document.createElement("script");
      waiting[name] = done;
      script.src = root + "search/" + name;
      script.onload = function () { script.remove(); done(null); };
      script.onerror = function () { script.remove(); delete loaded[name]; failed(new Error(name)); };
      document.head.appendChild(script);
    });
    return loaded[name];
  }

  /* A file that would hold nothing is not there. */
  function missing(name) {
    var key = name.slice(2, -3);
    return name[0] === "s" ? meta.empty.indexOf(Number(key)) >= 0 : meta[name[0]].indexOf(key) < 0;
  }

  function arrived(name, value) { if (waiting[name]) waiting[name](value); }

  window.pcrmMeta = function (value) { meta = value; arrived("meta.js", value); };
  window.pcrmFold = function (from, to, syllables) { S.fold(from, to, syllables); arrived("fold.js", true); };
  window.pcrmFields = function (value) { fields = value; arrived("fields.js", value); };
  window.pcrmShard = function (name, value) { arrived(name, value); };
  window.pcrmDocument = function (key, value) { value.key = key; arrived("d/" + key + ".js", value); };
  window.pcrmSounds = function (usual, further) {
    [usual, further].forEach(function (table) {
      table.split(" ").forEach(function (part) {
        var syllable = /^[a-z]+/.exec(part)[0];
        Array.from(part.slice(syllable.length)).forEach(function (char) {
          readings.set(char, (readings.get(char) || []).concat(syllable));
        });
      });
    });
    arrived("sounds.js", true);
  };

  function ready() { return Promise.all([load("meta.js"), load("fold.js")]); }

  function documentOf(key) { return load("d/" + key + ".js"); }

  function shardOf(term) {
    var head = term[0] >= "\u0e01" ? Array.from(term)[0] : Array.from(term).slice(0, 3).join(""), number = 0;
    for (var char of head) number = (Math.imul(number, 31) + char.codePointAt(0)) >>> 0;
    return "s/" + (number % meta.shards) + ".js";
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

  function own(map, name) { return Object.prototype.hasOwnProperty.call(map, name); }

  /* -- words ------------------------------------------------------------------------------------------------------ */

  /* document -> worth of one term or beginning; null where a beginning is too short to be looked up */
  async function lookedUp(term, prefix) {
    var syllable = term[0] === S.SYLLABLE, worths = new Map(), wanted = [term];
    if (prefix && term[0] < "\u0e01" && term.length < PREFIX) {
      if (!syllable) return null;
      wanted = S.syllablesFrom(term.slice(1)).map(function (each) { return S.SYLLABLE + each; });
    }
    for (var each of wanted) {
      var shard = await load(shardOf(each)), list = own(shard, each) ? [each] : [];
      if (prefix) list = Object.keys(shard).filter(function (name) { return name.startsWith(each); });
      list.forEach(function (name) {
        var factor = term[0] === S.INITIALS || syllable ? SOUND : name === term ? 1 : BEGINNING;
        shard[name].split("~").forEach(function (part, group) {
          decode(part).forEach(function (key) { worths.set(key, Math.max(worths.get(key) || 0, WORTH[group] * factor)); });
        });
      });
    }
    return worths;
  }

  /* The terms of the index that stand for what is sought: a date is one;
     of names by their sound, every two syllables that follow one another. */
  function indexed(one) {
    var date = DATE.exec(one.needle);
    if (date) return ["#" + date[2] + "-" + (date[3] ? date[3] + "-" : "") + date[1]];
    if (one.terms.length < 2 || one.terms[0][0] !== S.SYLLABLE) return one.terms;
    return one.terms.slice(1).map(function (term, i) { return one.terms[i] + term; });
  }

  async function soughtOne(one) {
    var list = indexed(one), last = list.length - 1, sure = list.length === 1;
    var maps = await Promise.all(list.map(function (term, i) { return lookedUp(term, one.prefix && i === last); }));
    var known = maps.filter(Boolean).sort(function (a, b) { return a.size - b.size; });
    if (!known.length) throw { cannot: one.terms[0] + "*" };
    var found = new Map();
    known[0].forEach(function (worth, key) {
      for (var map of known) {
        if (!map.has(key)) return;
        worth = Math.min(worth, map.get(key));
      }
      found.set(key, worth);
    });
    return { found: found, sure: sure };
  }

  async function wordLeaf(node) {
    var alternatives = S.asked(node.text, node.kind === "phrase"), worths = new Map(), sure = new Set();
    var answers = await Promise.all(alternatives.map(soughtOne));
    answers.forEach(function (answer) {
      answer.found.forEach(function (worth, key) {
        worths.set(key, Math.max(worths.get(key) || 0, worth));
        if (answer.sure) sure.add(key);
      });
    });
    var rare = Math.log1p((meta.documents - worths.size + 0.5) / (worths.size + 0.5)), scores = new Map(), unsure = new Set();
    worths.forEach(function (worth, key) {
      scores.set(key, worth * rare);
      if (!sure.has(key)) unsure.add(key);
    });
    return { scores: scores, unsure: unsure };
  }

  /* -- filters ---------------------------------------------------------------------------------------------------- */

  function keyOf(node) { return own(fields.words, node.field.toLowerCase()) ? fields.words[node.field.toLowerCase()] : ""; }

  function union(shard, values) {
    var scores = new Map();
    values.forEach(function (value) { decode(shard[value]).forEach(function (key) { scores.set(key, 0); }); });
    return { scores: scores, unsure: new Set() };
  }

  async function filterLeaf(node) {
    var key = keyOf(node);
    if (!key || node.ordered) throw { cannot: node.typed };
    var shard = await load("f/" + key + ".js"), values = Object.keys(shard);
    if (node.kind === "has") return union(shard, values);
    if (node.kind === "missing") return outside(union(shard, values), await everything());
    var wanted = new Set();
    node.values.forEach(function (value) { compared(node, fields.fields[key], value, values).forEach(function (each) { wanted.add(each); }); });
    return union(shard, values.filter(function (value) { return wanted.has(value); }));
  }

  /* The values of a field that a typed one means; what is no choice is an error. */
  function compared(node, field, typed, values) {
    var words = field.words, bare = typed.replace(/^@/, ""), folded = S.foldText(typed);
    if (field.kind === "text") return values.filter(function (value) { return node.exact ? value === folded : value.indexOf(folded) >= 0; });
    if (field.kind === "person") {
      if (/^(?:me|我)$/i.test(bare)) throw { cannot: node.typed };
      return (own(words, bare.toLowerCase()) ? words[bare.toLowerCase()] : []).concat(bare);
    }
    var known = own(words, typed.toLowerCase()) ? words[typed.toLowerCase()] : own(words, folded) ? words[folded] : null;
    if (field.kind === "tag") {
      var codes = known ? Object.keys(words).filter(function (word) { return words[word][0] === known[0]; }) : [];
      return codes.concat(typed).map(function (word) { return S.foldText(word.replace(/^#+/, "")); });
    }
    if (!known && Object.keys(words).length) throw { choice: { field: node.field, seen: typed, words: words } };
    return known || [typed];
  }

  async function everything() { var shard = await load("f/type.js"); return union(shard, Object.keys(shard)).scores; }

  /* -- trees ------------------------------------------------------------------------------------------------------ */

  function isWord(node) { return node.kind === "word" || node.kind === "phrase"; }
  function isFilter(node) { return node.kind === "filter" || node.kind === "has" || node.kind === "missing"; }

  /* The tree without words that ask for nothing; null where nothing is left. */
  function pruned(tree) {
    if (isWord(tree)) return S.asked(tree.text, tree.kind === "phrase").length ? tree : null;
    if (tree.kind === "not") { var part = pruned(tree.part); return part && { kind: "not", part: part }; }
    if (!tree.parts) return tree;
    var parts = tree.parts.map(pruned).filter(Boolean);
    return parts.length > 1 ? { kind: tree.kind, parts: parts } : parts[0] || null;
  }

  function leaves(tree) {
    if (tree.parts) return tree.parts.reduce(function (found, part) { return found.concat(leaves(part)); }, []);
    return [tree];
  }

  function outside(part, all) {
    var scores = new Map(), unsure = new Set();
    all.forEach(function (_, key) {
      if (part.scores.has(key) && !part.unsure.has(key)) return;
      scores.set(key, 0);
      if (part.unsure.has(key)) unsure.add(key);
    });
    return { scores: scores, unsure: unsure };
  }

  function both(one, two) {
    var scores = new Map(), unsure = new Set();
    one.scores.forEach(function (score, key) {
      if (!two.scores.has(key)) return;
      scores.set(key, score + two.scores.get(key));
      if (one.unsure.has(key) || two.unsure.has(key)) unsure.add(key);
    });
    return { scores: scores, unsure: unsure };
  }

  function either(one, two) {
    var scores = new Map(one.scores), unsure = new Set();
    two.scores.forEach(function (score, key) { scores.set(key, score + (scores.get(key) || 0)); });
    function sure(part, key) { return part.scores.has(key) && !part.unsure.has(key); }
    scores.forEach(function (_, key) { if (!sure(one, key) && !sure(two, key)) unsure.add(key); });
    return { scores: scores, unsure: unsure };
  }

  /* The documents that may meet a tree, with their scores, and those of them that have to be looked at. */
  async function evaluate(tree) {
    if (tree.found) return tree.found;
    var found = null;
    if (isWord(tree)) found = await wordLeaf(tree);
    else if (isFilter(tree)) found = await filterLeaf(tree);
    else if (tree.kind === "is") throw { cannot: tree.typed };
    else if (tree.kind === "not") found = outside(await evaluate(tree.part), await everything());
    else {
      var parts = await Promise.all(tree.parts.map(function (part) {
        return tree.kind === "and" && part.kind === "not" ? evaluate(part.part) : evaluate(part);
      }));
      parts.forEach(function (part, i) {
        if (tree.kind === "or") found = found ? either(found, part) : part;
        else if (tree.parts[i].kind !== "not") found = found ? both(found, part) : part;
      });
      if (tree.kind === "and") {
        if (!found) found = { scores: await everything(), unsure: new Set() };
        parts.forEach(function (part, i) { if (tree.parts[i].kind === "not") found = both(found, outside(part, found.scores)); });
      }
    }
    tree.found = found;
    return found;
  }

  /* The normal texts of a document, across which no phrase runs. */
  function textsOf(document_) {
    if (!document_.texts) {
      var lines = function (list) { return S.normal((list || []).join("\n")).text; };
      document_.texts = [
        lines([document_.n].concat(document_.a || [])), lines(document_.p), lines(document_.g), lines(document_.h),
        " " + (document_.q || []).map(function (pair) { return pair[1]; }).join(" ") + " ",
        " " + document_.c.map(function (chunk) { return S.normal(chunk[2]).text.trim(); }).filter(Boolean).join(" ") + " "
      ];
    }
    return document_.texts;
  }

  /* Does a document meet a tree that was evaluated? */
  function meets(document_, tree) {
    if (tree.kind === "not") return !meets(document_, tree.part);
    if (tree.kind === "and") return tree.parts.every(function (part) { return meets(document_, part); });
    if (tree.kind === "or") return tree.parts.some(function (part) { return meets(document_, part); });
    if (!tree.found.scores.has(document_.key)) return false;
    if (!tree.found.unsure.has(document_.key)) return true;
    return S.asked(tree.text, tree.kind === "phrase").some(function (one) {
      return textsOf(document_).some(function (text) { return text.indexOf(one.needle) >= 0; });
    });
  }

  /* Looks at the doubtful documents of a tree's answer, unless they are too many to be loaded. */
  async function settled(tree, most) {
    var found = await evaluate(tree);
    if (!found.unsure.size || found.unsure.size > most) return found;
    var documents = await Promise.all(Array.from(found.unsure).map(documentOf));
    documents.forEach(function (one) {
      if (!meets(one, tree)) found.scores.delete(one.key);
      found.unsure.delete(one.key);
    });
    return found;
  }

  function ranked(scores) {
    return Array.from(scores).sort(function (a, b) { return b[1] - a[1] || a[0] - b[0]; }).map(function (pair) { return pair[0]; });
  }

  /* What a query finds: its documents best first, `exact` where all of them are sure; or what is wrong with it. */
  async function search(query) {
    await ready();
    var tree = S.parse(query);
    if (tree.error) return { wrong: tree };
    if (tree.kind === "and" && !tree.parts.length) return { empty: true };
    tree = pruned(tree);
    if (!tree) return { signs: true };
    try {
      if (hasFilters(tree)) await load("fields.js");
      var found = await settled(tree, VERIFIED);
      return { tree: tree, keys: ranked(found.scores), unsure: found.unsure, exact: !found.unsure.size, wanted: leaves(tree).filter(isWord) };
    } catch (problem) {
      if (problem.cannot || problem.choice) return problem;
      throw problem;
    }
  }

  function hasFilters(tree) {
    return tree.parts ? tree.parts.some(hasFilters) : tree.kind === "not" ? hasFilters(tree.part) : isFilter(tree);
  }

  Object.assign(S, {
    at: function (address) { S.root = root = address.replace(/\/?$/, "/"); },
    load: load, ready: ready, documentOf: documentOf, decode: decode, search: search, evaluate: evaluate, settled: settled, meets: meets,
    leaves: leaves, isWord: isWord, ranked: ranked, shardOf: shardOf, both: both,
    readings: function (char) { return readings.get(char) || []; }
  });
})();
