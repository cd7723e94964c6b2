// Opens pages in Chromium: console, content policy, requests, filters, anchors, side scrolling, with script and without.
// Usage: node browser.mjs FOLDER (with ordinary.html, hostile.html, empty.html, large.html)
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
const require = createRequire(resolve('target/tools/package.json'));
const { chromium } = require('playwright-core');
const folder = resolve(process.argv[2]);
let bad = 0;
const ok = (holds, what, seen = '') => { if (!holds) { console.log('FAIL', what, seen); bad++; } };
const browser = await chromium.launch({
  executablePath: process.env.CHROME_PATH || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'],
});
const open = async (name, { js = true, hash = '', width = 1440, dark = false } = {}) => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: js, colorScheme: dark ? 'dark' : 'light' });
  const page = await context.newPage();
  page.log = []; page.requests = [];
  page.on('console', m => ['error', 'warning'].includes(m.type()) && page.log.push(m.text()));
  page.on('pageerror', e => page.log.push(String(e)));
  page.on('dialog', d => { page.log.push('dialog ' + d.message()); d.dismiss(); });
  page.on('request', r => r.url().startsWith('data:') || page.requests.push(r.url()));
  if (js) await page.addInitScript(() => addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.sample)));
  await page.goto(pathToFileURL(`${folder}/${name}.html`) + hash);
  return page;
};
const shown = page => page.locator('.f:visible').count();
const total = async page => page.locator('.f').count();

for (const name of ['ordinary', 'hostile', 'empty', 'large']) {
  for (const how of name === 'large' ? [{}] : [{}, { js: false }, { dark: true }, { width: 390 }]) {
    const page = await open(name, how), what = `${name} ${JSON.stringify(how)}`;
    ok(page.log.length === 0, `console of ${what}`, page.log.join('\n').slice(0, 500));
    ok(page.requests.length === 1, `requests of ${what}`, page.requests.length);
    if (name !== 'large') {
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth).catch(() => 0);
      ok(over <= 0, `no side scrolling of ${what}`, over);
    }
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}-${how.js === false ? 'plain' : how.dark ? 'dark' : how.width || 'light'}.png` });
    await page.context().close();
  }
}
// with script: query, check boxes, groups, permalinks, sorting
let page = await open('ordinary');
const all = await total(page);
ok(await shown(page) === all, 'all findings are shown');
await page.fill('#q', 'sev:blocker obj:HR.*'); await page.waitForTimeout(250);
const few = await shown(page);
ok(few > 0 && few < all, 'the query filters', few);
ok((await page.evaluate(() => location.hash)) === '#findings?q=sev:blocker+obj:HR.*', 'the query stands in the address');
ok(await page.locator('#x-b').isChecked() && !(await page.locator('#x-i').isChecked()), 'check boxes follow the query');
await page.fill('#q', 'foo:bar'); await page.waitForTimeout(250);
ok(/Unknown key/.test(await page.locator('#findings .count[role=status]').innerText()), 'an unknown key is said');
await page.click('[data-clear=q]'); await page.waitForTimeout(250);
ok(await shown(page) === all, 'clear');
for (const group of ['obj', 'rule', 'owner', 'wave', 'sev']) {
  await page.check('#g-' + group);
  ok(await shown(page) === all && await page.locator('#flist .grp').count() > 0, 'group by ' + group);
}
const id = await page.locator('.f').first().getAttribute('id');
await page.locator('#inventory th button').first().click();
ok(await page.locator('#inventory th[aria-sort=ascending]').count() === 1, 'sorting sets aria-sort');
page = await open('ordinary', { hash: '#' + id });
ok(await page.locator(`#${id} .fb`).isVisible(), 'a permalink opens its finding');
page = await open('ordinary', { hash: '#o-hr.employees' });
ok(await page.locator('[id="o-hr.employees"] .sbs').isVisible(), 'an object opens with both texts');
let lost = 0; const stops = new Set();
for (let i = 0; i < 40; i++) {
  await page.keyboard.press('Tab');
  const [name, seen] = await page.evaluate(() => { const e = document.activeElement, s = getComputedStyle(e); return [e.tagName + (e.id || e.getAttribute('href') || e.textContent), s.outlineStyle !== 'none' && s.outlineWidth !== '0px']; });
  stops.add(name); if (!seen) lost++;
}
ok(stops.size > 15 && lost === 0, 'Tab walks with a visible focus', `${stops.size} stops, ${lost} without outline`);
// without script: everything is there, and filters work
page = await open('ordinary', { js: false });
ok(await total(page) === all, 'without script: findings are there');
await page.locator('#x-b').uncheck();
ok(await page.locator('.f[data-sev=blocker]').first().isHidden(), 'without script: severity');
await page.locator('#x-b').check(); await page.locator('#is-waived').check();
ok(await shown(page) === 1, 'without script: status', await shown(page));
await page.locator('#is-all').check(); await page.locator('select[name=owner]').selectOption('payroll');
const owned = await shown(page);
ok(owned > 0 && owned < all, 'without script: owner', owned);
await page.locator('select[name=owner]').selectOption(''); await page.locator('#g-rule').check();
ok(await page.locator('.idx-rule').isVisible(), 'without script: index by rule');
// budgets
page = await open('large');
const paint = await page.evaluate(() => new Promise(r => new PerformanceObserver(l => r(l.getEntries().pop().startTime)).observe({ type: 'paint', buffered: true })));
const parsed = await page.evaluate(() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd);
if (process.env.SHOTS) console.log('large: paint', Math.round(paint), 'ms, parsed', Math.round(parsed), 'ms');
ok(paint < 5000, 'first paint of a large page', paint);
await browser.close();
process.exit(bad ? 1 : 0);
