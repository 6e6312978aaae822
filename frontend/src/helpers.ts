// The page of today's helpers.

import { openCrewPage } from "./crew";
import { HelpersScreen } from "./helpers-screen";

openCrewPage((...around) => new HelpersScreen(...around));
