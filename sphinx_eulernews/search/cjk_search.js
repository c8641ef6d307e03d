/* Of sphinx-eulernews. Chinese, Japanese and Korean text is indexed as pairs of neighbouring characters. */
var splitQuery = (query) =>
  query
    .split(/([CJK]+)|[^\p{Letter}\p{Number}_\p{Emoji_Presentation}]+/gu)
    .filter((term) => term);

(() => {
  const run = /^[CJK]+$/u;
  const has = (mapping, key) => Object.prototype.hasOwnProperty.call(mapping, key);
  const listed = (files) => (files === undefined ? [] : [].concat(files));

  /* The documents whose words in these parts of the index hold a run of characters: a set of numbers. */
  const documentsOf = (parts, word) => {
    const characters = Array.from(word);
    if (characters.length === 1)
      return new Set(
        parts.flatMap((terms) =>
          Object.keys(terms)
            .filter((term) => term.includes(word))
            .flatMap((term) => listed(terms[term])),
        ),
      );
    const pairs = characters.slice(1).map((character, index) => characters[index] + character);
    return pairs
      .map((pair) => new Set(parts.flatMap((terms) => (has(terms, pair) ? listed(terms[pair]) : []))))
      .reduce((found, files) => new Set([...found].filter((file) => files.has(file))));
  };

  if (typeof Search === "undefined") return;
  if (!Search.performTermsSearch) {
    /* sphinx-immaterial has a search of its own on the same index; it looks whole words up there. */
    const setIndex = Search.setIndex;
    const answering = (terms, parts) =>
      new Proxy(terms, {
        get: (target, key) => {
          if (typeof key !== "string" || has(target, key)) return target[key];
          const words = splitQuery(key);
          if (!words.some((word) => run.test(word))) return undefined;
          const stemmer = new Stemmer();
          const found = words.map((word) =>
            run.test(word) ? documentsOf(parts, word) : new Set(listed(target[stemmer.stemWord(word)])),
          );
          const files = found.reduce((all, some) => new Set([...all].filter((file) => some.has(file))));
          return files.size ? [...files] : undefined;
        },
      });
    if (setIndex)
      Search.setIndex = (index) =>
        setIndex({
          ...index,
          terms: answering(index.terms, [index.terms, index.titleterms]),
          titleterms: answering(index.titleterms, [index.titleterms]),
        });
    /* It takes the stop words for a list, as they were before Sphinx 9. */
    if (stopwords instanceof Set) stopwords.indexOf = (word) => (stopwords.has(word) ? 0 : -1);
    return;
  }

  const performTermsSearch = Search.performTermsSearch;
  Search.performTermsSearch = (searchTerms, excludedTerms) => {
    const { terms, titleterms, docnames } = Search._index;
    const required = [...searchTerms]
      .filter((term) => run.test(term))
      .map((term) => {
        const found = documentsOf([terms, titleterms], term);
        const inTitle = documentsOf([titleterms], term);
        /* From here on, the term is a word of the index. */
        terms[term] = [...found];
        titleterms[term] = [...inTitle];
        return found;
      });
    const results = performTermsSearch(searchTerms, excludedTerms);
    if (!required.length) return results;
    /* Sphinx lets a page go without terms of one or two characters, or without as many others in their place. */
    const numbers = new Map(docnames.map((name, number) => [name, number]));
    const others = new Set([...searchTerms].filter((term) => !run.test(term) && term.length > 2));
    const pages = new Set((others.size ? performTermsSearch(others, excludedTerms) : results).map(([name]) => name));
    return results.filter(
      ([name]) => pages.has(name) && required.every((found) => found.has(numbers.get(name))),
    );
  };

  /* Phrases of the query: what stands between spaces and has such a character in it. */
  let phrases = [];
  const query = Search.query;
  Search.query = (text) => {
    const words = text.toLowerCase().split(/\s+/);
    phrases = words.filter((word) => splitQuery(word).some((term) => run.test(term)));
    query(text);
  };

  const makeSearchSummary = Search.makeSearchSummary;
  Search.makeSearchSummary = (html, keywords, anchor) => {
    const summary = makeSearchSummary(html, new Set([...keywords].sort((a, b) => run.test(a) - run.test(b))), anchor);
    if (!summary) return summary;
    describePost(summary, html);
    if (phrases.length) {
      const text = Search.htmlToText(html, anchor).replace(/\s+/g, "").toLowerCase();
      const whole = phrases.every((phrase) => text.includes(phrase));
      Promise.resolve().then(() => place(summary.closest("li"), whole));
    }
    return summary;
  };

  /* Put the pages that have all characters of a phrase, but not the phrase, after the others. */
  const place = (item, whole) => {
    const list = item?.parentElement;
    if (!list) return;
    if (!whole) {
      item.dataset.eulernewsPhrase = "no";
      list.append(item);
      return;
    }
    const first = list.querySelector('li[data-eulernews-phrase="no"]');
    if (first && first.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_FOLLOWING) list.insertBefore(item, first);
  };

  /* Begin the excerpt of a post with its date and its collection. */
  const describePost = (summary, html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const time = page.querySelector(".eulernews-byline time.dt-published");
    if (!time || time.closest(".h-feed")) return;
    const collection = page.querySelector('link[rel="up"]')?.title;
    const line = document.createElement("span");
    line.className = "eulernews-result";
    line.textContent = [time.textContent, collection].filter((text) => text).join(" · ") + " ";
    summary.prepend(line);
  };
})();
