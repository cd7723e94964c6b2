(function () {
'use strict';
var d = document, $ = function (s, r) { return (r || d).querySelector(s); }, $$ = function (s, r) { return Array.prototype.slice.call((r || d).querySelectorAll(s)); };
d.documentElement.classList.add('js');
function el(t, a, x) { var e = d.createElement(t); for (var k in a) e.setAttribute(k, a[k]); if (x) e.textContent = x; return e; }
var toast = $('.toast'), tt;
function say(s) { toast.textContent = s; clearTimeout(tt); tt = setTimeout(function () { toast.textContent = ''; }, 2500); }

/* query language: key:value[,value] pairs and words; a leading "-" negates; * is a wildcard */
function parse(q) {
  return (q.match(/-?[a-z]+:"[^"]*"|-?[a-z]+:\S+|-?"[^"]*"|\S+/gi) || []).map(function (t) {
    var neg = t[0] === '-' && t.length > 1; if (neg) t = t.slice(1);
    var m = /^([a-z]+):(.+)$/i.exec(t), v = (m ? m[2] : t).replace(/"/g, '').toLowerCase();
    return { neg: neg, key: m ? m[1].toLowerCase() : '', vals: (m ? v.split(',') : [v]).map(function (x) {
      return m ? new RegExp('^' + x.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')) : x; }), raw: m ? v.split(',') : [v] };
  });
}
function hit(rec, toks) {
  return toks.every(function (t) {
    var ok = t.vals.some(function (v) { return t.key ? v.test(rec[t.key] || '') : rec.text.indexOf(v) >= 0; });
    return ok !== t.neg;
  });
}
function list(box, sel, keys, unit) {
  var recs = $$(sel, box).map(function (n) {
    var r = { node: n, text: '' };
    keys.forEach(function (k) { r[k] = (n.getAttribute('data-' + k) || '').toLowerCase(); });
    return r;
  });
  var out = $('.count[role=status]', box), groups = [];
  return { recs: recs, apply: function (q) {
    var toks = parse(q), n = 0, bad = toks.filter(function (t) { return t.key && keys.indexOf(t.key) < 0; });
    if (toks.some(function (t) { return !t.key; })) recs.forEach(function (r) { if (!r.text) r.text = (r.node.textContent + ' ' + (r.node.getAttribute('data-obj') || '')).toLowerCase(); });
    recs.forEach(function (r) { var ok = hit(r, toks); if (r.node.hidden === ok) r.node.hidden = !ok; if (ok) n++; });
    $$('.grp', box).forEach(function (g) { var c = $$(sel + ':not([hidden])', g).length; g.hidden = !c; var k = $('.gc', g); if (k) k.textContent = c; });
    out.textContent = (bad.length ? 'Unknown key “' + bad[0].key + ':”. Known: ' + keys.join(', ') + '. ' : '') + (n === recs.length ? n + ' ' + unit : n ? n + ' of ' + recs.length + ' ' + unit : 'No ' + unit + ' match. Remove a token, or clear the query.');
  } };
}
var fsec = $('#findings'), osec = $('#objects');
var F = list(fsec, '.f', ['sev', 'rule', 'obj', 'owner', 'wave', 'state', 'is'], 'findings');
var B = list(osec, '.obj', ['obj', 'kind', 'state', 'proof', 'owner', 'wave', 'sev'], 'objects');
var fq = $('#q'), oq = $('#oq');
function enc(q) { return encodeURIComponent(q).replace(/%20/g, '+').replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%2A/g, '*').replace(/%22/g, '"'); }
function setHash(sec, q) { history.replaceState(null, '', q ? '#' + sec + '?q=' + enc(q) : '#' + sec); }

/* form controls and query say the same thing */
var boxes = $$('input[name=sev]', fsec), sels = $$('select', fsec), stat = $$('input[name=is]', fsec);
function fromForm() {
  var q = (fq.value.match(/-?[a-z]+:"[^"]*"|\S+/gi) || []).filter(function (t) { return !/^(sev|owner|is):/.test(t); });
  var on = boxes.filter(function (b) { return b.checked; });
  if (on.length && on.length < boxes.length) q.unshift('sev:' + on.map(function (b) { return b.value; }).join(','));
  if (!on.length) q.unshift('sev:none');
  sels.forEach(function (s) { if (s.value) q.push(s.name + ':' + (/\s/.test(s.value) ? '"' + s.value + '"' : s.value)); });
  stat.forEach(function (r) { if (r.checked && r.value) q.push('is:' + r.value); });
  fq.value = q.join(' '); F.apply(fq.value); setHash('findings', fq.value);
}
function toForm() {
  var t = parse(fq.value), g = function (k) { return t.filter(function (x) { return x.key === k && !x.neg; })[0]; };
  var s = g('sev'); boxes.forEach(function (b) { b.checked = !s || s.vals.some(function (v) { return v.test(b.value); }); });
  sels.forEach(function (x) { var v = g(x.name); x.value = ''; if (v && v.raw.length === 1) $$('option', x).forEach(function (o) { if (o.value.toLowerCase() === v.raw[0]) x.value = o.value; }); });
  var i = g('is'); stat.forEach(function (r) { r.checked = i ? r.value === i.raw[0] : !r.value; });
}
var later; function soon(fn) { clearTimeout(later); later = setTimeout(fn, 120); }
fq.addEventListener('input', function () { soon(function () { toForm(); F.apply(fq.value); setHash('findings', fq.value); }); });
oq.addEventListener('input', function () { soon(function () { B.apply(oq.value); setHash('objects', oq.value); }); });
boxes.concat(sels, stat).forEach(function (c) { c.addEventListener('change', fromForm); });
$$('[data-clear]').forEach(function (b) { b.addEventListener('click', function () { var i = $('#' + b.getAttribute('data-clear')); i.value = ''; i.dispatchEvent(new Event('input')); i.focus(); }); });
$$('a[data-q]').forEach(function (a) { a.href = a.getAttribute('href') + '?q=' + enc(a.getAttribute('data-q')); });

/* grouping moves the findings that are there; nothing is drawn twice */
var host = $('#flist'), home = $$('.f', host);
function regroup(k) {
  var name = { sev: function (n) { return n.getAttribute('data-sev'); }, obj: function (n) { return n.getAttribute('data-obj'); }, rule: function (n) { return n.getAttribute('data-rule') + ' ' + n.getAttribute('data-title'); },
    owner: function (n) { return n.getAttribute('data-owner'); }, wave: function (n) { return 'Wave ' + n.getAttribute('data-wave'); } }[k], m = {}, o = [];
  home.forEach(function (n) { var g = name(n); if (!m[g]) { m[g] = []; o.push(g); } m[g].push(n); });
  if (k === 'wave') o.sort(); if (k === 'rule' || k === 'obj' || k === 'owner') o.sort(function (a, b) { return m[b].length - m[a].length || (a < b ? -1 : 1); });
  var fr = d.createDocumentFragment();
  o.forEach(function (g) { var s = el('div', { 'class': 'grp' }), h = el('h3', {}, g + ' '); h.appendChild(el('span', { 'class': 'z gc' })); s.appendChild(h); m[g].forEach(function (n) { s.appendChild(n); }); fr.appendChild(s); });
  host.textContent = ''; host.appendChild(fr); F.apply(fq.value);
}
$$('input[name=grp]').forEach(function (r) { r.addEventListener('change', function () { regroup(r.value); }); });

/* a table that is wider than its place can be scrolled with the keyboard; others are no tab stop */
function scrollers() { $$('.tw').forEach(function (t) {
  var over = t.clientWidth && t.scrollWidth > t.clientWidth + 1, c = $('caption', t);
  if (over) { t.tabIndex = 0; t.setAttribute('role', 'region'); t.setAttribute('aria-label', (c ? c.textContent : 'Diagram') + ', scrollable'); }
  else if (t.hasAttribute('tabindex')) { t.removeAttribute('tabindex'); t.removeAttribute('role'); t.removeAttribute('aria-label'); }
}); }
var rs; addEventListener('resize', function () { clearTimeout(rs); rs = setTimeout(scrollers, 200); });

/* sortable tables */
$$('table[data-sort]').forEach(function (t) {
  $$('thead th', t).forEach(function (th, i) {
    if (!th.textContent.trim() || th.hasAttribute('data-nosort')) return;
    var b = el('button', { type: 'button' }, th.textContent); th.textContent = ''; th.appendChild(b);
    b.addEventListener('click', function () {
      var dir = th.getAttribute('aria-sort') === 'ascending' ? -1 : 1, body = t.tBodies[0];
      $$('th', t.tHead).forEach(function (x) { x.removeAttribute('aria-sort'); }); th.setAttribute('aria-sort', dir > 0 ? 'ascending' : 'descending');
      var val = function (r) { var c = r.cells[i], v = c.getAttribute('data-v') || c.textContent.trim(); var n = parseFloat(v.replace(/[,\s]/g, '')); return /^[\d.,\s–-]+/.test(v) && !isNaN(n) ? n : v.toLowerCase(); };
      $$('tr:not(.sum)', body).map(function (r, k) { return { r: r, v: val(r), k: k }; }).sort(function (a, b) {
        return (typeof a.v === typeof b.v ? (a.v < b.v ? -1 : a.v > b.v ? 1 : 0) : typeof a.v === 'number' ? -1 : 1) * dir || a.k - b.k;
      }).forEach(function (x) { body.insertBefore(x.r, $('tr.sum', body)); });
    });
  });
});

/* source and draft: the grid keeps them level; with wrapping off, all rows of a block scroll sideways as one sheet */
function wrapBtn(s) {
  var b = el('button', { type: 'button', 'class': 'btn', 'aria-pressed': 'false' }, 'Lines: wrap'), busy = false;
  b.addEventListener('click', function () {
    var on = s.classList.toggle('nowrap'); b.setAttribute('aria-pressed', String(on)); b.textContent = on ? 'Lines: scroll together' : 'Lines: wrap';
    $$('pre', s).forEach(function (p) { if (on) { p.tabIndex = 0; p.setAttribute('role', 'group'); p.setAttribute('aria-label', p.getAttribute('data-side')); } else { p.removeAttribute('tabindex'); p.removeAttribute('role'); p.removeAttribute('aria-label'); p.scrollLeft = 0; } });
  });
  s.addEventListener('scroll', function (e) {
    if (busy || e.target.tagName !== 'PRE') return; busy = true; var x = e.target.scrollLeft;
    $$('pre', s).forEach(function (p) { if (p !== e.target) p.scrollLeft = x; }); requestAnimationFrame(function () { busy = false; });
  }, true);
  var w = $('.hd', s); if (w) w.lastChild.appendChild(b);
}
d.addEventListener('toggle', function (e) { if (e.target.open && $('.tw', e.target)) scrollers(); if (e.target.open && !e.target.dataset.w) { e.target.dataset.w = 1; $$('.sbs', e.target).forEach(wrapBtn); $$('[data-copy]', e.target).forEach(copyBtn); } }, true);

/* permalinks */
function copyBtn(p) {
  var b = el('button', { type: 'button', 'class': 'btn' }, 'Copy permalink');
  b.addEventListener('click', function () {
    var u = location.href.split('#')[0] + '#' + p.getAttribute('data-copy');
    var old = function () { var t = el('textarea', { 'class': 'vh' }); t.value = u; d.body.appendChild(t); t.select(); var ok = d.execCommand('copy'); t.remove(); b.focus(); say(ok ? 'Permalink copied' : u); };
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(u).then(function () { say('Permalink copied'); }, old); else old();
  });
  p.insertBefore(b, p.firstChild);
}

/* diagrams */
$$('.gv').forEach(function (v) {
  var s = $('svg', v), w = +s.getAttribute('width'), hh = +s.getAttribute('height'), z = 1, bar = el('div', { 'class': 'gtb', role: 'group', 'aria-label': 'Zoom' });
  function set(n) { z = Math.max(.3, Math.min(3, n)); s.setAttribute('width', Math.round(w * z)); s.setAttribute('height', Math.round(hh * z)); o.textContent = Math.round(z * 100) + ' %'; }
  [['Zoom in', 1.25], ['Zoom out', .8], ['100 %', 0], ['Fit width', -1]].forEach(function (x) {
    var b = el('button', { type: 'button', 'class': 'btn' }, x[0]); b.addEventListener('click', function () { set(x[1] > 0 ? z * x[1] : x[1] ? (v.clientWidth - 2) / w : 1); }); bar.appendChild(b);
  });
  var o = el('span', { 'class': 'count', role: 'status' }, '100 %'); bar.appendChild(o); v.parentNode.insertBefore(bar, v);
  v.addEventListener('wheel', function (e) { if (e.ctrlKey) { e.preventDefault(); set(z * (e.deltaY < 0 ? 1.1 : .9)); } }, { passive: false });
  v.addEventListener('keydown', function (e) { if (e.key === '+' || e.key === '=') set(z * 1.25); else if (e.key === '-') set(z * .8); else if (e.key === '0') set(1); });
  function mark(e) { var a = e.target.closest && e.target.closest('a[data-n]'); $$('.ed.hi', s).forEach(function (p) { p.classList.remove('hi'); }); if (a && e.type !== 'mouseout' && e.type !== 'focusout') $$('[data-e~="' + a.getAttribute('data-n') + '"]', s).forEach(function (p) { p.classList.add('hi'); }); }
  ['mouseover', 'mouseout', 'focusin', 'focusout'].forEach(function (t) { s.addEventListener(t, mark); });
});

/* hash: an id opens its details and undoes a filter that hides it; section?q= fills the query */
function go() {
  var hsh = location.hash.slice(1), m = /^(findings|objects)\?q=(.*)$/.exec(hsh);
  if (m) {
    var q; try { q = decodeURIComponent(m[2].replace(/\+/g, ' ')); } catch (e) { q = m[2]; }
    if (m[1] === 'findings') { fq.value = q; toForm(); F.apply(q); } else { oq.value = q; B.apply(q); }
    $('#' + m[1]).scrollIntoView(); return;
  }
  var t; try { t = d.getElementById(decodeURIComponent(hsh)); } catch (e) { t = null; }
  if (!t) return;
  if (t.hidden) { if (fsec.contains(t)) { fq.value = ''; toForm(); F.apply(''); } else { oq.value = ''; B.apply(''); } }
  if (t.tagName === 'ARTICLE') $('details', t).open = true;
  for (var n = t; n && n !== d; n = n.parentNode) if (n.tagName === 'DETAILS') n.open = true;
  t.scrollIntoView();
}
addEventListener('hashchange', go);
if (location.hash.length > 1) go(); F.apply(fq.value); B.apply(oq.value);

scrollers();
/* where am I */
if ('IntersectionObserver' in window) {
  var links = {}; $$('nav.side a').forEach(function (a) { links[a.getAttribute('href').slice(1)] = a; });
  var io = new IntersectionObserver(function (es) { es.forEach(function (e) { if (e.isIntersecting) { for (var k in links) links[k].removeAttribute('aria-current'); links[e.target.id].setAttribute('aria-current', 'true'); } }); }, { rootMargin: '-20% 0px -75% 0px' });
  Object.keys(links).forEach(function (k) { var s = d.getElementById(k); if (s) io.observe(s); });
}
/* a print is never filtered and never folded */
var was;
addEventListener('beforeprint', function () { was = $$('details:not([open])').filter(function (x) { return !(x.classList.contains('plain') && !$('#pr-all').checked); }); was.forEach(function (x) { x.open = true; }); });
addEventListener('afterprint', function () { (was || []).forEach(function (x) { x.open = false; }); });
})();
