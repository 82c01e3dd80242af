// Node runs the tests as they are, in TypeScript, but asks for the endings that the bundler adds by itself.
import { registerHooks } from "node:module";

registerHooks({
  resolve: (specifier, context, next) =>
    next(/^(\.{1,2}\/)+[^.]+$/.test(specifier) ? `${specifier}.ts` : specifier, context),
});
