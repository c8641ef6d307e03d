/* sphinx-eulernews: the filter above the list of a collection.

   Nothing is loaded until the reader opens the filter, or the URL asks for filtered posts. The data are columns, one
   value for each post in the order of the list; the cards come from the pages of the list, so there is one definition
   of a card. The state of the filter is the query of the URL. */
(() => {
  "use strict";
  const bar = document.querySelector("search.eulernews-filter");
  // A document may have other lists before this one.
  const feed = bar?.parentElement.querySelector("search.eulernews-filter ~ .h-feed");
  const grid = feed?.querySelector(".h-entry")?.parentElement;
  if (!grid) return;
  const details = bar.querySelector("details");
  const form = bar.querySelector("form");
  const links = bar.querySelector(".eulernews-filter-links");
  const status = bar.querySelector("[role=status]");
  const names = [...form.elements].map(control => control.name).filter(Boolean).concat("page");
  const words = bar.dataset;
  const { language } = words;
  const inOrder = [...grid.children];
  const listed = [...grid.querySelectorAll(".h-entry")];
  const OUT = 255;
  const defaults = { sort: form.elements.sort.value, size: form.elements.size.value, page: "1" };

  /** The loaded data, or the promise of them. */
  let loading = null;
  let data = null;
  /** The number of the last answer that was asked for: an older one that comes late is not shown. */
  let asked = 0;
  /** What the list shows: its own cards in their order, or those of an answer, with links to its other pages. */
  let shown = inOrder;
  let pager = null;

  // The state: values by name, without those that are defaults.

  const stateOf = query => {
    const state = {};
    for (const name of names) {
      const value = query.get(name)?.trim();
      if (value && value !== defaults[name]) state[name] = value;
    }
    return state;
  };
  const stateOfUrl = () => stateOf(new URLSearchParams(location.search));
  const stateOfForm = () => stateOf(new FormData(form));
  const urlOf = state => {
    const url = new URL(location.href);
    url.hash = "";
    for (const name of names) {
      if (name in state) url.searchParams.set(name, state[name]);
      else url.searchParams.delete(name);
    }
    return url.href;
  };
  const firstPage = ({ page: _, ...state }) => state;
  const isEmpty = state => !Object.keys(state).length;

  // The data.

  const fold = text => text.normalize("NFKC").toLowerCase();

  const load = () => {
    loading ??= fetch(words.posts)
      .then(answer => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
      .then(read => {
        data = prepare(read);
        links.hidden = true;
        form.hidden = false;
        return data;
      });
    return loading;
  };

  /** Add what is asked for again and again: folded texts, and the dimensions that posts are filtered by. */
  const prepare = read => {
    const months = [...new Set(read.dates.map(date => date.slice(0, 7)))].filter(Boolean).sort().reverse();
    const numbers = new Map(months.map((month, number) => [month, number]));
    const written = new Intl.DateTimeFormat(language, { year: "numeric", month: "long", timeZone: "UTC" });
    const dimensions = [{
      name: "month",
      slugs: months,
      labels: months.map(month => written.format(new Date(`${month}-01T00:00:00Z`))),
      posts: read.dates.map(date => (date ? [numbers.get(date.slice(0, 7))] : [])),
      order: months.map((_, number) => number),
    }];
    for (const [name, terms] of Object.entries(read.terms)) {
      if (form.elements[name]) dimensions.push({ name, ...terms, order: orderOf(terms.labels, read.project) });
    }
    for (const dimension of dimensions) {
      // The terms of all posts in one array, and where those of each post start in it.
      dimension.terms = Uint32Array.from(dimension.posts.flat());
      dimension.starts = new Uint32Array(dimension.posts.length + 1);
      dimension.posts.forEach((terms, post) => {
        dimension.starts[post + 1] = dimension.starts[post] + terms.length;
      });
      const every = form.elements[dimension.name].options[0];
      dimension.every = every;
      dimension.options = dimension.slugs.map(slug => new Option("", slug));
      dimension.listing = "";
    }
    return { ...read, dimensions, texts: read.titles.map((title, post) => fold(`${title}\n${read.summaries[post]}`)) };
  };

  /** Return the numbers of labels in order: the project's name first, then Latin letters, then the language's order. */
  const orderOf = (labels, project) => {
    const { compare } = new Intl.Collator(language, { numeric: true });
    const own = fold(project);
    const rank = label => {
      const folded = fold(label);
      if (own && (own === folded || own.startsWith(`${folded} `))) return 0;
      return /^[\p{Script=Latin}\p{N}\p{P}\p{S}]/u.test(label) ? 1 : 2;
    };
    const ranks = labels.map(rank);
    return labels.map((_, number) => number).sort((a, b) => ranks[a] - ranks[b] || compare(labels[a], labels[b]));
  };

  /** Return the rank of each title in the order of the language, which is slow to compare: done once. */
  const rankOf = titles => {
    const { compare } = new Intl.Collator(language, { numeric: true });
    const ranks = new Uint32Array(titles.length);
    const sorted = titles.map((_, post) => post).sort((a, b) => compare(titles[a], titles[b]));
    sorted.forEach((post, rank) => {
      ranks[post] = rank;
    });
    return ranks;
  };

  /** Return the posts that match, and the number of posts that each term would leave, given all other choices. */
  const match = state => {
    const { dimensions, texts } = data;
    // Of each post: 0 if it matches, the number of the only choice that it misses, or OUT.
    const fates = new Uint8Array(texts.length);
    dimensions.forEach((dimension, which) => {
      if (dimension.name in state) drop(fates, dimension, dimension.slugs.indexOf(state[dimension.name]), which + 1);
    });
    const sought = fold(state.q || "").split(/\s+/).filter(Boolean);
    if (sought.length) {
      texts.forEach((text, post) => {
        if (fates[post] !== OUT && !sought.every(word => text.includes(word))) fates[post] = OUT;
      });
    }
    const counts = dimensions.map((dimension, which) => countTerms(fates, dimension, which + 1));
    const posts = [];
    for (let post = 0; post < fates.length; post += 1) if (!fates[post]) posts.push(post);
    return { posts, counts };
  };

  /** Put posts in the order that is asked for. */
  const inOrderOf = (sort, posts) => {
    const { dates } = data;
    if (sort === "oldest") posts.sort((a, b) => (dates[a] < dates[b] ? -1 : dates[a] > dates[b] ? 1 : b - a));
    if (sort === "title") {
      data.ranks ??= rankOf(data.titles);
      posts.sort((a, b) => data.ranks[a] - data.ranks[b]);
    }
    return posts;
  };

  const drop = (fates, { starts, terms }, chosen, choice) => {
    for (let post = 0; post < fates.length; post += 1) {
      let has = false;
      for (let at = starts[post]; at < starts[post + 1]; at += 1) has ||= terms[at] === chosen;
      if (!has) fates[post] = fates[post] ? OUT : choice;
    }
  };

  const countTerms = (fates, { slugs, starts, terms }, choice) => {
    const counts = new Uint32Array(slugs.length);
    for (let post = 0; post < fates.length; post += 1) {
      if (fates[post] && fates[post] !== choice) continue;
      for (let at = starts[post]; at < starts[post + 1]; at += 1) counts[terms[at]] += 1;
    }
    return counts;
  };

  // The form.

  const showForm = (state, counts) => {
    data.dimensions.forEach((dimension, which) => {
      const { name, slugs, labels, options, order, every } = dimension;
      const select = form.elements[name];
      const value = state[name] || "";
      const offered = order.filter(number => counts[which][number] || slugs[number] === value);
      const unknown = value && !slugs.includes(value) ? [new Option(`${value} (0)`, value)] : [];
      const listing = [...unknown.map(option => option.value), ...offered.map(number => `${number}:${counts[which][number]}`)].join();
      // A list that stays the same is left alone, so that it can stay open or be moved through with arrow keys.
      if (listing !== dimension.listing) {
        dimension.listing = listing;
        // Options in a list are slow to change.
        select.replaceChildren(every);
        for (const number of offered) options[number].textContent = `${labels[number]} (${counts[which][number]})`;
        select.append(...offered.map(number => options[number]), ...unknown);
      }
      if (select.value !== value) select.value = value;
    });
    for (const name of ["q", "sort", "size"]) {
      const value = state[name] || defaults[name] || "";
      if (form.elements[name].value !== value) form.elements[name].value = value;
    }
  };

  // The cards.

  const pages = new Map();

  /** Return the entries of a page of the list, with absolute URLs; page 0 is the list that the reader is on. */
  const entriesOf = number => {
    if (!number) return Promise.resolve(listed);
    if (!pages.has(number)) {
      const entries = fetch(data.page_url.replace("*", number))
        .then(answer => (answer.ok ? answer.text() : Promise.reject(new Error(answer.status)))
          .then(text => adopt(text, answer.url)));
      pages.set(number, entries);
      entries.catch(() => pages.delete(number));
    }
    return pages.get(number);
  };

  const adopt = (text, base) => {
    const list = text.slice(Math.max(0, text.indexOf('<section class="eulernews-page"')));
    // A content security policy may forbid the attribute `style`, but not what a script sets.
    const plain = list.replace(/(<[a-z][^<>]*?) style="/g, '$1 data-style="');
    const page = new DOMParser().parseFromString(plain, "text/html");
    const entries = [...page.querySelectorAll(".eulernews-page .h-feed .h-entry")];
    const absolute = url => new URL(url, base).href;
    for (const entry of entries) {
      document.adoptNode(entry);
      for (const part of entry.querySelectorAll("[data-style]")) {
        part.style.cssText = part.dataset.style;
        part.removeAttribute("data-style");
      }
      for (const part of entry.querySelectorAll("[href], [src], [srcset]")) {
        for (const name of ["href", "src"]) {
          if (part.hasAttribute(name)) part.setAttribute(name, absolute(part.getAttribute(name)));
        }
        if (part.hasAttribute("srcset")) {
          part.srcset = part.getAttribute("srcset").replace(/(^|,\s+)(\S+)/g, (_, mark, url) => mark + absolute(url));
        }
      }
    }
    return entries;
  };

  /** Return where the card of a post is: the page of the list, and its place there. */
  const placeOf = post => {
    const later = post - data.on_index;
    if (later < 0) return [0, post];
    return [data.pages - Math.floor(later / data.page_size), later % data.page_size];
  };

  /** Return the card of a post. A page that is older or newer than the data may have it in another place. */
  const cardOf = async post => {
    const [number, place] = placeOf(post);
    const entries = await entriesOf(number);
    const title = entry => entry?.querySelector(".p-name")?.textContent.trim() ?? "";
    const fits = entry => title(entry).startsWith(data.titles[post]);
    return fits(entries[place]) ? entries[place] : entries.find(fits) || entries[place];
  };

  // The answer.

  const show = async state => {
    const number = (asked += 1);
    if (isEmpty(state) && !data && !details.open) return;
    try {
      await load();
    } catch {
      loading = null;
      fail();
      return;
    }
    if (number !== asked) return;
    const { posts, counts } = match(state);
    status.textContent = words.found.replace("%s", posts.length.toLocaleString(language));
    feed.setAttribute("aria-busy", "true");
    // Lists of a thousand terms take longer than all else.
    const filled = new Promise(resolve => setTimeout(() => {
      if (number === asked) showForm(state, counts);
      resolve();
    }));
    if (isEmpty(state)) restore();
    else await showPage(state, posts, number);
    await filled;
    if (number === asked) feed.removeAttribute("aria-busy");
  };

  const showPage = async (state, posts, number) => {
    const allowed = [...form.elements.size.options].some(option => option.value === state.size);
    const size = Number(allowed ? state.size : defaults.size);
    const last = Math.max(1, Math.ceil(posts.length / size));
    const page = Math.min(Math.max(1, parseInt(state.page, 10) || 1), last);
    const ordered = inOrderOf(state.sort, posts);
    const found = await Promise.allSettled(ordered.slice((page - 1) * size, page * size).map(cardOf));
    if (number !== asked) return;
    const cards = found.map(({ value }) => value).filter(Boolean);
    if (cards.length < found.length) fail();
    put([...new Set(cards)], last > 1 ? makePager(state, page, last) : null);
  };

  /** Without a server (file://), or without a connection: the links to the indexes are left. */
  const fail = () => {
    links.hidden = false;
    details.open = true;
    status.textContent = words.failed;
  };

  const put = (cards, added) => {
    shown = cards;
    grid.replaceChildren(...cards);
    pager?.remove();
    pager = added;
    if (pager) feed.after(pager);
    for (const other of feed.parentElement.querySelectorAll(".h-feed ~ nav")) {
      if (other !== pager) other.hidden = cards !== inOrder;
    }
  };

  const restore = () => {
    if (shown !== inOrder) put(inOrder, null);
  };

  const makePager = (state, page, last) => {
    const nav = document.createElement("nav");
    nav.className = "eulernews-filter-pages";
    nav.setAttribute("aria-label", words.pages);
    const link = (to, text, rel) => {
      const made = document.createElement(to < 1 || to > last ? "span" : "a");
      if (made.localName === "a") {
        made.href = urlOf(to > 1 ? { ...state, page: to } : firstPage(state));
        made.rel = rel;
        made.textContent = text;
      }
      return made;
    };
    const here = document.createElement("span");
    here.setAttribute("aria-current", "page");
    here.textContent = `${page} / ${last}`;
    nav.append(link(page - 1, words.previous, "prev"), here, link(page + 1, words.next, "next"));
    return nav;
  };

  // What the reader does.

  let known = location.search;
  let typing = 0;
  let typed = false;

  const go = (state, replace = false) => {
    const url = urlOf(state);
    if (url !== location.href) history[replace ? "replaceState" : "pushState"](null, "", url);
    known = location.search;
    return show(state);
  };
  const search = () => {
    clearTimeout(typing);
    // The cards stay where they are: this may be the click on one of them, which ends the typing.
    if (urlOf(stateOfForm()) === urlOf(firstPage(stateOfUrl()))) return;
    // One entry of the history for each query, not for each key.
    go(stateOfForm(), typed);
    typed = true;
  };

  details.addEventListener("toggle", () => {
    if (details.open && !data) show(stateOfUrl());
  });
  form.addEventListener("input", event => {
    if (event.target.name !== "q") return;
    clearTimeout(typing);
    if (!event.isComposing) typing = setTimeout(search, 150);
  });
  form.addEventListener("compositionend", search);
  form.addEventListener("change", event => {
    if (event.target.name === "q") {
      search();
      typed = false;
      return;
    }
    clearTimeout(typing);
    typed = false;
    go(stateOfForm());
  });
  form.addEventListener("submit", event => {
    event.preventDefault();
    search();
  });
  form.addEventListener("reset", event => {
    event.preventDefault();
    clearTimeout(typing);
    typed = false;
    go({});
  });
  feed.parentElement.addEventListener("click", event => {
    const link = event.target.closest(".eulernews-filter-pages a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(stateOf(new URL(link.href).searchParams)).then(() => {
      status.tabIndex = -1;
      status.focus({ preventScroll: true });
      status.scrollIntoView();
    });
  });
  addEventListener("popstate", () => {
    // A link to a place on the page is none of ours.
    if (location.search === known) return;
    known = location.search;
    typed = false;
    show(stateOfUrl());
  });
  // Opening it shows what the URL asks for.
  if (!isEmpty(stateOfUrl())) details.open = true;
})();
