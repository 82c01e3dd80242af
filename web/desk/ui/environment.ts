import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Desk } from "../desk";
import type { Screen } from "../screen";

export interface Environment {
  desk: Desk;
  screen: Screen;
}

export const EnvironmentContext = createContext<Environment | null>(null);

export function useEnvironment(): Environment {
  const environment = useContext(EnvironmentContext);
  if (!environment) throw new Error("outside of the desk");
  return environment;
}
