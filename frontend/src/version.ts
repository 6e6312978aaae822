/** Of this application, as it speaks with the server. The oldest that it understands: OLDEST_APP in
 * planner/web/gate/app.py. */
export const APP = 1;
