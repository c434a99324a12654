/* Words of the site's search: text made normal and cut into terms, and what a typed word asks for, as in the terminal
   (pcrm_tools/search/terms.py, inflection.py, text/pinyin.py). Tests hold both against each other. */
(function () {
  "use strict";

  var DENSE = "㐀-䶿一-鿿々-〇〡-〩〱-〵〸-〼ぁ-ゖゝ-ゟァ-ヺー-ヿㄅ-ㄯㆠ-ㆿㇰ-ㇿ가-힣ᄀ-ᇿก-ฺเ-๎";
  var RUN = new RegExp("[" + DENSE + "]+|[\\u{20000}-\\u{10ffff}]|(?:(?![_" + DENSE + "\\u{20000}-\\u{10ffff}])[\\p{L}\\p{N}]){1,64}", "gu");
  var IS_DENSE = new RegExp("^[" + DENSE + "]");
  var LETTERS = { "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th" };
  var PREFIX = 3, INFLECTED_FROM = 4;
  var SYLLABLE = "·", INITIALS = "¦";

  /* -- normal text ------------------------------------------------------------------------------------------------ */

  var han = new Map(), folded = new Map(), syllables = new Map(), forms_of_firms = [];

  function fold(from, to, spelled) {
    var simple = Array.from(to);
    Array.from(from).forEach(function (char, i) { han.set(char, simple[i]); });
    Object.keys(spelled || {}).forEach(function (typed) { syllables.set(typed, spelled[typed]); });
    forms_of_firms = Array.from(syllables.keys()).filter(function (each) { return each.endsWith("gongsi"); });
    folded.clear();
    asking.clear();
  }

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
    if ((code >= 0x300 && code <= 0x36f) || (code >= 0xfe00 && code <= 0xfe0f) || code >= 0xe0000 || /\p{Cf}/u.test(char)) return "";
    if (code >= 0x2e80) return han.get(char) || char;
    var base = Array.from(char.normalize("NFD"))[0];
    if (base.codePointAt(0) >= 0x400) return char;
    return LETTERS[base] === undefined ? base : LETTERS[base];
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

  function foldText(text) { return Array.from(text.normalize("NFC")).map(foldCharacter).join("").normalize("NFC"); }

  /* The terms of one run: a word is one, dense text is its pairs and its last character. */
  function terms(run) {
    if (!IS_DENSE.test(run)) return [run];
    var chars = Array.from(run), pairs = chars.slice(1).map(function (char, i) { return chars[i] + char; });
    return pairs.concat(chars[chars.length - 1]);
  }

  /* -- what a word asks for --------------------------------------------------------------------------------------- */

  function one(list, prefix, needle) { return { terms: list, prefix: prefix, needle: needle }; }

  /* A word or phrase as it was typed. */
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
    return one(wanted, prefix, (IS_DENSE.test(runs[0]) ? "" : " ") + runs.join(" ") + end);
  }

  var asking = new Map();

  /* All that a word or phrase may find: as typed, its other English forms, and Chinese names that are typed so. */
  function asked(text, exact) {
    var key = (exact ? "=" : ":") + text;
    if (!asking.has(key)) {
      if (asking.size > 500) asking.clear();
      asking.set(key, askedAnew(text, exact));
    }
    return asking.get(key);
  }

  function askedAnew(text, exact) {
    var typed = sought(text, exact);
    if (!typed) return [];
    var word = typed.needle.trim();
    if (exact || !/^[\x00-\x7f]+$/.test(word)) return [typed];
    if (!/^[a-z]+$/.test(word)) {
      word = /['’]/.test(text) ? word.replace(/ /g, "") : "";
      return /^[a-z]+$/.test(word) ? [typed].concat(names(word, false)) : [typed];
    }
    var starred = /\*\s*$/.test(text), found = [typed];
    if (!starred && word.length >= INFLECTED_FROM) {
      var both = forms(word);
      found = both[0].map(function (form) { return one([form], true, " " + form); })
        .concat(both[1].map(function (form) { return one([form], false, " " + form + " "); }));
    }
    return found.concat(names(word, starred));
  }

  function names(word, begins) {
    return askedNames(word, begins).map(function (way) { return one(way[0], way[1], " " + way[0].join(" ") + (way[1] ? "" : " ")); });
  }

  /* -- other forms of English words ------------------------------------------------------------------------------- */

  var UNCHANGED = ["news", "goods", "customs", "series", "species", "does", "united", "evening"];
  var LONG = 5, LEAST = 3, DOUBLED = "bdgmnprt";

  function vowel(char) { return "aeiou".indexOf(char) >= 0; }
  function ends(word) { return Array.prototype.slice.call(arguments, 1).some(function (end) { return word.endsWith(end); }); }
  function begins(word, starts) { return starts.some(function (start) { return word.startsWith(start); }); }

  /* The forms of a lower-case word: those sought as beginnings, and those sought as whole words. */
  function forms(word) {
    var both;
    if (UNCHANGED.indexOf(word) >= 0) return [[word], []];
    if (word.endsWith("s") && !ends(word, "ss", "us", "is")) both = ofPlural(word);
    else if (word.endsWith("ing") && isStem(word.slice(0, -3))) both = ofStem(word.slice(0, -3));
    else if (word.endsWith("ed") && !word.endsWith("eed") && isStem(word.slice(0, -2))) both = ofStem(word.slice(0, -2));
    else if (ends(word, "reed", "teed") && word.length > LONG) both = [[word.slice(0, -1)], []];
    else both = [[], swallowing(word)];
    var sorted = Array.from(new Set([word].concat(both[0]))).sort(function (a, b) { return a.length - b.length || (a < b ? -1 : 1); });
    var first = sorted.filter(function (form, place) { return !begins(form, sorted.slice(0, place)); });
    return [first, Array.from(new Set(both[1])).filter(function (form) { return form.length >= LEAST && !begins(form, first); })];
  }

  function isStem(stem) {
    return /[aeiouy]/.test(stem) && (stem.length >= LEAST || (stem.length === 2 && vowel(stem[0]) && !vowel(stem[1])));
  }

  function ofPlural(word) {
    var bases = basesOf(word), begin = bases.filter(function (base) { return base.length >= LONG; }), whole = [];
    bases.forEach(function (base) {
      whole = whole.concat(base, swallowing(base), begin.indexOf(base) >= 0 ? [] : conjugated(base));
    });
    return [begin, whole];
  }

  function basesOf(plural) {
    if (plural.endsWith("ies") && plural.length >= LONG) return [plural.slice(0, -3) + "y"].concat(plural.length > LONG ? [plural.slice(0, -1)] : []);
    if (plural.endsWith("zzes")) return [plural.slice(0, -3)];
    if (ends(plural, "sses", "xes", "shes")) return [plural.slice(0, -2)];
    if (ends(plural, "ses", "ches", "oes")) return [plural.slice(0, -1), plural.slice(0, -2)];
    return [plural.slice(0, -1)];
  }

  function conjugated(base) {
    if (base.endsWith("e")) return [base + "d"];
    if (base.endsWith("y")) return [base + "ing"];
    var size = base.length, twice = size >= LEAST && DOUBLED.indexOf(base[size - 1]) >= 0 && vowel(base[size - 2]) && !vowel(base[size - 3]);
    var stem = twice ? base + base[size - 1] : base;
    return [stem + "ed", stem + "ing"];
  }

  function swallowing(base) {
    if (base.endsWith("e") && !ends(base, "ee", "oe", "ye", "ie")) return [base.slice(0, -1) + "ing"];
    if (base.length >= LEAST && base.endsWith("y") && !vowel(base[base.length - 2])) return [base.slice(0, -1) + "ies", base.slice(0, -1) + "ied"];
    return [];
  }

  function ofStem(stem) {
    var size = stem.length, before = stem[size - 2], last = stem[size - 1];
    if (last === "i") return [[stem + "e"], [stem.slice(0, -1) + "y", stem.slice(0, -1) + "ying"]];
    if (last === "y" && !vowel(before)) return [[stem.slice(0, -1) + "ie"], [stem]];
    if (last === "e") return size >= LONG ? [[stem], []] : [[], [stem, stem + "s", stem + "d"]];
    if (last === "u" || last === "v" || (last === "c" && before !== "n") || size < LEAST) return [[stem + "e"], [stem + "ing"]];
    var whole = [stem, stem + "s", stem + "ing"];
    if (last === before && DOUBLED.indexOf(last) >= 0 && size > LEAST) whole = [stem.slice(0, -1), stem.slice(0, -1) + "s", stem + "ing"];
    else if (last === "l" && before === "l" && stem.replace(/[^aeiou]/g, "").length > 1) whole.push(stem.slice(0, -1), stem.slice(0, -1) + "s");
    return [[stem + "e"], whole];
  }

  /* -- Chinese names typed in Latin letters ----------------------------------------------------------------------- */

  var NO_INITIAL = /[iuv]/, OPEN_FROM = 5, MOST_LETTERS = 64, LONGEST = 18, MOST_PARTED = 8;

  function askedNames(letters, begin) {
    if (letters.length < 2 || letters.length > MOST_LETTERS) return [];
    var initials = !NO_INITIAL.test(letters);
    if (letters.length === 2 && !begin) {
      var meant = Array.from(new Set((initials ? [letters] : []).concat(syllables.get(letters) || [])));
      return meant.map(function (each) { return [[INITIALS + each], false]; });
    }
    var open = begin || letters.length >= OPEN_FROM;
    var found = ways(letters, begin ? 1 : letters.length >= OPEN_FROM ? 2 : 0).map(function (way) {
      return [way.map(function (syllable) { return SYLLABLE + syllable; }), open];
    });
    return initials ? found.concat([[[INITIALS + letters], true]]) : found;
  }

  /* The ways to part letters into syllables, those of few syllables first. */
  function ways(letters, least) {
    var size = letters.length, found = [[[]]], at, long;
    for (at = 0; at < size; at++) found.push([]);
    for (at = 0; at < size; at++) {
      for (long = 1; found[at].length && long <= Math.min(size - at, LONGEST); long++) {
        (syllables.get(letters.slice(at, at + long)) || []).forEach(function (syllable) {
          found[at].slice(0, MOST_PARTED).forEach(function (way) { found[at + long].push(way.concat(syllable)); });
        });
      }
    }
    if (least) {
      var wholes = found[size].length ? forms_of_firms : Array.from(syllables.keys());
      if (found[size].length) least = OPEN_FROM;
      for (at = 0; at < size; at++) {
        var rest = letters.slice(at);
        if (!found[at].length || rest.length < least || syllables.has(rest)) continue;
        if (!wholes.some(function (each) { return each.startsWith(rest); })) continue;
        found[at].forEach(function (way) { found[size].push(way.concat(rest)); });
      }
    }
    return found[size].map(function (way, i) { return [way, i]; })
      .sort(function (a, b) { return a[0].length - b[0].length || a[1] - b[1]; })
      .slice(0, MOST_PARTED).map(function (pair) { return pair[0]; });
  }

  /* The syllables that begin so. */
  function syllablesFrom(start) {
    var found = new Set();
    syllables.forEach(function (meant) { meant.forEach(function (each) { if (each.startsWith(start)) found.add(each); }); });
    return Array.from(found);
  }

  window.pcrmSearch = {
    SYLLABLE: SYLLABLE, INITIALS: INITIALS, normal: normal, runsOf: runsOf, terms: terms, sought: sought, asked: asked, fold: fold,
    foldCharacter: foldCharacter, foldText: foldText, syllablesFrom: syllablesFrom,
    isDense: function (text) { return IS_DENSE.test(text); }
  };
})();
