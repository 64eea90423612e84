export default function hook( {
