/** Injection token of {@link PageDoor}; intake provides it. */
export const PAGE_DOOR = Symbol('PAGE_DOOR');

/** The product's own pages as a source: what they tell enters through the journal like every other fact. */
export interface PageDoor {
  /**
   * On disk when it resolves; applied soon after. A repeat of the same id changes nothing.
   * @throws EVENT_INVALID and the other refusals of the door
   */
  submit(event: { type: string; id: string; at: number; data: Record<string, unknown> }): Promise<void>;
}

/** Source id of the pages; the code of a case they report follows from it and the event id. */
export const PAGE_SOURCE = 'page';
