import { expect, test } from 'vitest'
import { element, html } from '../src/html.js'

test('values are escaped in text and in attributes, and markup stays', () => {
  const name = `<img src=x onerror="alert('1')">`
  expect(String(html`<a title="${name}">${name}</a>${html`<b>${'&'}</b>`}${element('style', 'i {}')}`)).toBe(
    '<a title="&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62;">&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62;</a><b>&#38;</b><style>i {}</style>',
  )
})

test('nothing prints for what is not there, and lists print one after another', () => {
  expect(String(html`[${undefined}${null}${false}${''}${[1, html`<b>2</b>`, [3]]}]`)).toBe('[1<b>2</b>3]')
})

test('control characters never reach a page', () => {
  expect(String(html`${'a\u0000b\u001bc\td\n'}`)).toBe('a\uFFFDb\uFFFDc\td\n')
})
