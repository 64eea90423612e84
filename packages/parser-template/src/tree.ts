import { type Template, TemplateError, type Value, type Variable } from './template.js'

/** An element that a template names, with the elements below it that the template names too. */
export interface XmlNode {
  name: string
  attributes: Record<string, string>
  /** The element's text with that of all elements below, in pieces; empty unless the template asks for it. */
  text: string[]
  children: XmlNode[]
}

/** An element's text, as one piece. */
export const textIn = ({ text }: XmlNode) => text.join('')

/** What of a file a template needs. */
export interface Wanted {
  /** The element that all paths begin with. */
  root: string
  names: Set<string>
  /** Elements whose text is asked for. */
  texts: Set<string>
  /** The paths of all single values, as a tree. */
  links: Link[]
  /** Paths of elements of which only the status and its attachment ask, and only for the text: failures. */
  outcomes: Set<string>
}

interface Link {
  name: string
  path: string
  below: Link[]
  /** Elements of one parent with equal texts count once. */
  isDistinct: boolean
}

/** For each path of a single value, the element it stands for. */
export type Bound = ReadonlyMap<string, XmlNode>

/** The elements and texts of a file that a template reads. */
export function placesOf(template: Template): Wanted {
  const { requirements, attachments, statuses = [] } = template
  const singles = [template.name, template.packageName, template.tag, template.status, template.statusString ?? []]
  const values: Value[] = [...singles, template.passAttachment, template.failAttachment]
  for (const { status, statusString, attachment } of statuses) values.push(status, statusString ?? [], attachment)
  const single = values.flatMap(variablesOf)
  const all = [...single, ...[...requirements, ...attachments].flatMap(variablesOf)]
  const roots = [...new Set(all.map(({ path }) => path[0] ?? ''))]
  const [root] = roots
  if (root === undefined || roots.length > 1)
    throw new TemplateError(
      `All paths of a template begin with one element; these begin with ${roots.join(', ') || 'none'}.`,
    )
  const outcomes = outcomesOf(single, [template.name, template.packageName, template.tag].flatMap(variablesOf))
  const links: Link[] = []
  for (const { path } of single) addLink(links, path, outcomes)
  return {
    root,
    names: new Set(all.flatMap(({ path, child }) => (child === undefined ? [...path] : [...path, child]))),
    texts: new Set(
      all.flatMap(({ path, child, attribute }) => (attribute === undefined ? [child ?? path.at(-1) ?? ''] : [])),
    ),
    links,
    outcomes,
  }
}

/** @param describing the variables of name, package and tags: what they ask for makes records of its own */
function outcomesOf(single: readonly Variable[], describing: readonly Variable[]): Set<string> {
  const isText = ({ kind, attribute }: Variable) => kind === 'value' && attribute === undefined
  const pathOf = ({ path }: Variable) => path.join('.')
  const described = new Set(describing.map(pathOf))
  const outcomes = new Set(single.filter(isText).map(pathOf))
  for (const path of outcomes) {
    const isParent = single.some((each) => pathOf(each).startsWith(`${path}.`))
    const isAskedForMore = single.some((each) => pathOf(each) === path && each.attribute !== undefined)
    if (isParent || isAskedForMore || described.has(path)) outcomes.delete(path)
  }
  return outcomes
}

const variablesOf = (value: Value) => value.filter((part): part is Variable => typeof part !== 'string')

function addLink(links: Link[], path: readonly string[], outcomes: ReadonlySet<string>) {
  let level = links
  path.forEach((name, index) => {
    let link = level.find((one) => one.name === name)
    if (!link) {
      const joined = path.slice(0, index + 1).join('.')
      link = { name, path: joined, below: [], isDistinct: outcomes.has(joined) }
      level.push(link)
    }
    level = link.below
  })
}

/**
 * Every way to put an element in each path's place: where a path finds several below the one before, as many records.
 * An element counts below all that enclose it, at whatever depth, as `getElementsByTagName` of the vendor's parser finds it.
 */
export function* childrenOf(links: readonly Link[], node: XmlNode, bound: Bound): Generator<Bound> {
  const [first, ...rest] = links
  if (!first) {
    yield bound
    return
  }
  const all = below(node, first.name)
  const found = first.isDistinct ? withoutEqualTexts(all) : all
  if (found.length === 0) yield* childrenOf(rest, node, bound)
  for (const one of found)
    for (const inner of childrenOf(first.below, one, new Map([...bound, [first.path, one]])))
      yield* childrenOf(rest, node, inner)
}

/** Drops nodes whose text another one has, as the vendor's parser does: two failures of one text are one. */
function withoutEqualTexts(nodes: readonly XmlNode[]): readonly XmlNode[] {
  if (nodes.length < 2) return nodes
  const byText = new Map<string, XmlNode>()
  for (const node of nodes) if (!byText.has(textIn(node))) byText.set(textIn(node), node)
  return [...byText.values()]
}

/** The elements of a path, below the nearest that is bound already. */
export function nodesOf(path: readonly string[], bound: Bound): XmlNode[] {
  for (let length = path.length; length > 0; length--) {
    const node = bound.get(path.slice(0, length).join('.'))
    if (node) return path.slice(length).reduce((nodes, name) => nodes.flatMap((one) => below(one, name)), [node])
  }
  return []
}

/** What was found below a node, by name: a test case with thousands of failures is asked as often for its tags. */
const foundBelow = new WeakMap<XmlNode, Map<string, XmlNode[]>>()

function below(node: XmlNode, name: string): readonly XmlNode[] {
  let byName = foundBelow.get(node)
  if (!byName) {
    byName = new Map()
    foundBelow.set(node, byName)
  }
  let found = byName.get(name)
  if (!found) {
    found = searchBelow(node, name)
    byName.set(name, found)
  }
  return found
}

/** In the order of the file. Without recursion: files may be thousands of levels deep. */
function searchBelow(node: XmlNode, name: string): XmlNode[] {
  const found: XmlNode[] = []
  const open = [...node.children].reverse()
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.name === name) found.push(next)
    for (let i = next.children.length - 1; i >= 0; i--) {
      const child = next.children[i]
      if (child) open.push(child)
    }
  }
  return found
}
