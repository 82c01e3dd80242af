/** Stylesheets are built in as text, for constructable style sheets. */
declare module "*.css" {
  const text: string;
  export default text;
}
