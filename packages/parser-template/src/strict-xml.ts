import { SaxesParser } from 'saxes'
import { ResultFileError } from './errors.js'

/** A parser that refuses what the vendor's parser (Xerces, as Java ships it) refuses. */
export function strictParser(name: string): SaxesParser {
  const parser = new SaxesParser()
  const refuse = (message: string) => {
    const { line, column } = parser
    throw new ResultFileError(`${name} ${message}`, { line, column })
  }
  parser.on('error', (error) => refuse(`is not well-formed XML: ${error.message}`))
  parser.on('xmldecl', ({ version }) => {
    if (version !== '1.0' && version !== '1.1') refuse(`declares XML ${version}: 1.0 and 1.1 are read.`)
  })
  parser.on('doctype', (doctype) => {
    if (/\b(?:SYSTEM|PUBLIC)\b/.test(withoutSubset(doctype)))
      refuse('has a DOCTYPE that names another file, which the server would not find.')
    // The vendor's parser would use them. Nothing that writes results needs them, and they can grow without bound.
    if (/<!(?:ENTITY|ATTLIST)\b/.test(doctype)) refuse('has a DOCTYPE with declarations of its own.')
  })
  parser.on('opentagstart', (tag) => {
    if (tag.name.length > longestXmlName) refuse(`has an element name of more than ${longestXmlName} characters.`)
  })
  parser.on('attribute', (attribute) => {
    if (attribute.name.length > longestXmlName)
      refuse(`has an attribute name of more than ${longestXmlName} characters.`)
  })
  return parser
}

/** Java's `jdk.xml.maxXMLNameLimit`. */
const longestXmlName = 1000

function withoutSubset(doctype: string): string {
  const subset = doctype.indexOf('[')
  return subset === -1 ? doctype : doctype.slice(0, subset)
}
