/* The query language of the site's search, parsed as in the terminal (pcrm_tools/text/query.py) to a tree of
   {kind: word|phrase|filter|has|missing|is|not|and|or}. While somebody types, an open quote or bracket counts as closed. */
(function () {
  "use strict";

  var QUOTES = /[“”„‟「」『』]/g;
  var NAME = /[\p{L}\p{Nl}\p{No}][\p{L}\p{N}_.\-]*:/uy;
  var SPECIAL = { has: "has", "有": "has", missing: "missing", "缺": "missing", "缺少": "missing", is: "is", "是": "is", not: "not", "非": "not", "不": "not" };
  var AND = ["AND", "且", "并且"], OR = ["OR", "或", "或者"], NOT = ["NOT", "非"];
  var COMPARED = /^(?:>=|<=|>|<|=|≥|≤)/, RANGE = /\.\.|‥|…|。。/;
  var MAX_LENGTH = 4096, MAX_DEPTH = 32, MAX_TERMS = 200;

  function Wrong(error, seen) { this.error = error; this.seen = seen || ""; }

  function parse(text) {
    if (text.length > MAX_LENGTH) return { error: "long" };
    var clean = text.replace(/[\uff01-\uff5e]/g, function (char) { return String.fromCharCode(char.charCodeAt(0) - 0xfee0); })
      .replace(QUOTES, '"').replace(/\u3000/g, " ").replace(/−/g, "-");
    try {
      return new Parser(clean).query();
    } catch (wrong) {
      if (wrong instanceof Wrong) return { error: wrong.error, seen: wrong.seen };
      throw wrong;
    }
  }

  function Parser(text) { this.text = text; this.at = 0; this.depth = 0; this.count = 0; }

  function blank(char) { return /^\s$/u.test(char || ""); }

  Parser.prototype = {
    query: function () {
      var found = this.either();
      if (this.at < this.text.length) throw new Wrong("stray", ")");
      return found;
    },

    done: function () { return this.at >= this.text.length; },

    /* The operator that stands here as a word of its own; a Chinese one needs terms around it. */
    operator: function (words, first) {
      for (var word of words) {
        if (!this.text.startsWith(word, this.at)) continue;
        var end = this.at + word.length, after = this.text[end] || "";
        if (/^[A-Z]/.test(word) && (!after || blank(after) || after === "(" || after === ")")) return word;
        if (!/^[A-Z]/.test(word) && !first && blank(after) && !/^(?:\)|$)/.test(this.text.slice(end).trimStart())) return word;
      }
      return "";
    },

    either: function () {
      var parts = [this.all()], word;
      while ((word = this.operator(OR, empty(parts[parts.length - 1])))) {
        this.at += word.length;
        parts.push(this.all());
        if (empty(parts[parts.length - 1]) || empty(parts[parts.length - 2])) throw new Wrong("open", word);
      }
      return parts.length === 1 ? parts[0] : { kind: "or", parts: parts };
    },

    all: function () {
      var parts = [], joined = "";
      for (;;) {
        while (blank(this.text[this.at])) this.at++;
        var alone = !parts.length || joined;
        if (this.done() || this.text[this.at] === ")" || this.operator(OR, alone)) break;
        var found = this.operator(AND, alone);
        if (found) {
          if (alone) throw new Wrong("open", found);
          joined = found;
          this.at += found.length;
          continue;
        }
        parts.push(this.negated());
        joined = "";
      }
      if (joined) throw new Wrong("open", joined);
      return parts.length === 1 ? parts[0] : { kind: "and", parts: parts };
    },

    negated: function () {
      var word = this.operator(NOT);
      if (word) {
        this.at += word.length;
        while (blank(this.text[this.at])) this.at++;
        if (this.done() || this.text[this.at] === ")" || this.operator(OR.concat(AND))) throw new Wrong("open", word);
        return this.deeper();
      }
      if (this.text[this.at] === "-" && /^[^\s\-)]/.test(this.text[this.at + 1] || "")) {
        this.at++;
        return this.deeper();
      }
      return this.term();
    },

    deeper: function () {
      this.enter();
      var found = { kind: "not", part: this.negated() };
      this.depth--;
      return found;
    },

    enter: function () { if (++this.depth > MAX_DEPTH) throw new Wrong("long"); },
    counted: function (count) { if ((this.count += count) > MAX_TERMS) throw new Wrong("long"); },

    term: function () {
      var char = this.text[this.at], start = this.at;
      if (char === "(") return this.group();
      if (char === '"') {
        this.counted(1);
        return { kind: "phrase", text: this.quoted(), typed: this.text.slice(start, this.at) };
      }
      NAME.lastIndex = this.at;
      var named = NAME.exec(this.text), end = NAME.lastIndex;
      if (named && this.text.substr(end, 2) !== "//" && this.text[end] !== "\\") return this.filtered(named[0].slice(0, -1), start, end);
      this.counted(1);
      var text = this.bare("");
      return { kind: "word", text: text, typed: text };
    },

    group: function () {
      this.enter();
      this.at++;
      var found = this.either();
      if (!this.done()) this.at++;
      this.depth--;
      if (empty(found)) throw new Wrong("open", "(");
      return found.kind === "filter" || found.kind === "has" || found.kind === "missing" ? { kind: "and", parts: [found] } : found;
    },

    quoted: function () {
      var end = this.text.indexOf('"', this.at + 1), found = this.text.slice(this.at + 1, end < 0 ? this.text.length : end);
      this.at = end < 0 ? this.text.length : end + 1;
      return found;
    },

    bare: function (stops) {
      var start = this.at, inner = 0;
      for (; !this.done(); this.at++) {
        var char = this.text[this.at];
        if (blank(char) || stops.indexOf(char) >= 0) break;
        if (char === "(") inner++;
        else if (char === ")" && !inner--) break;
      }
      return this.text.slice(start, this.at);
    },

    filtered: function (field, start, at) {
      this.at = at;
      var word = Object.prototype.hasOwnProperty.call(SPECIAL, field.toLowerCase()) ? SPECIAL[field.toLowerCase()] : "";
      if (this.done() || blank(this.text[at]) || this.text[at] === ")") throw new Wrong("missing", field + ":");
      if (word === "not") return this.deeper();
      var values = this.values().filter(function (value) { return value.text; }), typed = this.text.slice(start, this.at);
      if (!values.length) throw new Wrong("missing", field + ":");
      this.counted(values.length);
      if (word) {
        var leaves = values.map(function (value) { return { kind: word, field: value.text, typed: typed }; });
        return leaves.length === 1 ? leaves[0] : { kind: "or", parts: leaves };
      }
      var exact = values.length === 1 && /^=[^=]/.test(values[0].text);
      if (exact) values[0].text = values[0].text.slice(1).trim();
      return {
        kind: "filter", field: field, exact: exact, values: values.map(function (value) { return value.text; }), typed: typed,
        ordered: !exact && values.some(function (value) { return COMPARED.test(value.text) || (!value.quoted && RANGE.test(value.text)); })
      };
    },

    values: function () {
      var found = [this.value()];
      while (!this.done() && /[,、]/.test(this.text[this.at])) { this.at++; found.push(this.value()); }
      return found;
    },

    value: function () {
      var pieces = [], quoted = this.text[this.at] === '"';
      while (!this.done()) {
        if (this.text[this.at] === '"') { pieces.push(this.quoted()); continue; }
        var piece = this.bare(',、"');
        if (!piece) break;
        pieces.push(piece);
        quoted = false;
      }
      return { text: pieces.join(""), quoted: quoted };
    }
  };

  function empty(tree) { return tree.kind === "and" && !tree.parts.length; }

  window.pcrmSearch.parse = parse;
})();
