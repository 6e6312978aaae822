// The page of the run sheet.

import { openCrewPage } from "./crew";
import { SheetScreen } from "./sheet-screen";

openCrewPage((...around) => new SheetScreen(...around));
