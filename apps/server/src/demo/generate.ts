import { Random } from '#catalogue';
import { AreaTree } from './areas.js';
import { placeAssets } from './assets.js';
import { buildHomes, type Home } from './buildings.js';
import { installDevices } from './devices.js';
import { enrolElders } from './elders.js';
import { hireStaff, planTasks, signUpVolunteers } from './helpers.js';
import { openShops } from './orgs.js';
import { type Family, Numbers, settle } from './people.js';
import { buildingDetails, householdDetails, houseDetails, orgDetails, personDetails } from './person-details.js';
import { planStreets, type DemoSize, type StreetPlan } from './plan.js';
import { businessDay } from '#platform';
import type { PersonLinkRow, PersonTagRow, StreetRows } from './rows.js';

/** The first (for `small` and `street` the only) street of a size. */
export function generateStreet(size: DemoSize, seed: number, now: number): StreetRows {
  const [plan] = planStreets(size);
  if (plan === undefined) throw new Error(`no street in size ${size}`);
  return drawStreet(plan, seed, now);
}

/** All streets of a size, one at a time, so that a district never lies in memory whole. */
export function* generateStreets(size: DemoSize, seed: number, now: number): Generator<{ plan: StreetPlan; rows: StreetRows }> {
  for (const plan of planStreets(size)) yield { plan, rows: drawStreet(plan, seed, now) };
}

/** Each subject draws from its own random numbers: a change to shops leaves the people as they were. */
export function drawStreet(plan: StreetPlan, seed: number, now: number): StreetRows {
  const random = (subject: string) => Random.of(seed, `${plan.code}/${subject}`);
  const areas = new AreaTree(plan);
  const built = buildHomes(plan, areas, random('buildings'));
  const numbers = new Numbers(plan);
  const population = settle(plan, built.homes, numbers, random('people'), now);
  const orgs = openShops(plan, built, random('shops'));
  const elders = enrolElders(plan, population.families, numbers, random('elders'), now);
  const staff = hireStaff(plan, areas, population.families, numbers, random('staff'));
  const volunteers = signUpVolunteers(plan, population.families, random('volunteers'), now, population.tags);
  // Last, so that the numbers drawn here leave those above as they were.
  const detail = random('details');
  const tagsOf = groupBy(population.tags);
  const familyIn = new Map(population.families.map((family) => [family.home.house.id, family]));
  return {
    area: areas.rows,
    estate: built.estates,
    building: built.places.map((place) => ({ ...place.row, ...buildingDetails(place.row, detail) })),
    doorway: built.doorways,
    house: built.homes.map((home) => ({ ...home.house, ...houseDetails(familyIn.get(home.house.id), numbers, detail) })),
    household: population.families.map((family) => ({ ...family.row, ...householdDetails(new Set(family.residents.flatMap((resident) => tagsOf.get(resident.row.id)?.map((tag) => tag.tag) ?? [])), detail) })),
    person: population.families.flatMap((family) => family.residents.map((resident) => ({ ...resident.row, ...personDetails(family, resident, addressOf(family.home), numbers, detail, now) }))),
    person_tag: population.tags,
    person_link: population.families.map((family) => linkHome(family, now)),
    alarm_subject: elders.served.map((item) => item.subject),
    subject_contact: elders.contacts,
    org: orgs.map((org) => ({ ...org, ...orgDetails(numbers, detail, now) })),
    asset: placeAssets(plan, built, random('assets')),
    device: installDevices(plan, built, elders.served, orgs, random('devices'), now),
    grid_staff: staff,
    volunteer: volunteers,
    volunteer_task: planTasks(plan, areas, random('tasks'), now),
  };
}

/** Head of a household and its home: bought or rented. */
function linkHome({ row, kind, home, residents: [head] }: Family, now: number): PersonLinkRow {
  const rented = kind === 'migrants' || kind === 'students';
  return { id: row.id, person_id: head?.row.id ?? 0, kind: rented ? 'rents' : 'owns', target_kind: 'house', target_id: home.house.id, area_id: row.area_id, area_path: row.area_path, valid_from: businessDay(now - 400 * 86_400_000) };
}

function addressOf({ place, doorway, house }: Home): string {
  return `${place.grid.community.name}${place.estate.name}${place.row.name}${doorway.name}${house.room}室`;
}

function groupBy(tags: readonly PersonTagRow[]): Map<number, PersonTagRow[]> {
  const groups = new Map<number, PersonTagRow[]>();
  for (const tag of tags) groups.set(tag.person_id, [...(groups.get(tag.person_id) ?? []), tag]);
  return groups;
}
