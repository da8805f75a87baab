// What Ada does on Longrun's pages, in a Chromium that runs no scripts.
import { type Page, chromium } from '@playwright/test';

const [email, password] = ['ada@longrun.test', 'longrun-demo-1'];

/** Does something on a page on which Ada is signed in. */
export async function asAda(longrun: string, work: (ada: Page) => Promise<void>): Promise<void> {
  // As root, Chromium needs --no-sandbox.
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const ada = await browser.newPage({ baseURL: longrun, javaScriptEnabled: false });
    ada.setDefaultTimeout(10_000);
    await ada.goto('/auth/login');
    await signIn(ada);
    await ada.waitForURL('**/dashboard');
    await work(ada);
  } finally {
    await browser.close();
  }
}

async function signIn(ada: Page): Promise<void> {
  await ada.getByLabel('E-mail address').fill(email);
  await ada.getByLabel('Password', { exact: true }).fill(password);
  await ada.getByRole('button', { name: 'Sign in' }).click();
}

/** Gives a workout another title. */
export async function rename(ada: Page, id: string, title: string): Promise<void> {
  await ada.goto(`/workouts/${id}/edit`);
  await ada.getByLabel('Title').fill(title);
  await ada.getByRole('button', { name: 'Save changes' }).click();
  await ada.getByRole('status').getByText('Changes saved.').waitFor();
}

export async function remove(ada: Page, id: string): Promise<void> {
  await ada.goto(`/workouts/${id}/delete`);
  await ada.getByRole('button', { name: 'Delete it' }).click();
  await ada.getByRole('status').getByText('Workout deleted.').waitFor();
}

/** What the page of an app that was just registered says, which is all that the app needs to know. */
export type Registered = { id: string; discovery: string };

/** Registers an app that runs on people's devices. */
export async function register(ada: Page, name: string, redirectUri: string): Promise<Registered> {
  await ada.goto('/settings/connections/app');
  await ada.getByLabel('Name').fill(name);
  await ada.getByRole('radio', { name: "On people's devices" }).check();
  await ada.getByLabel('Redirect addresses').fill(redirectUri);
  await ada.getByRole('button', { name: 'Register it' }).click();
  const sample = (of: string) => ada.getByRole('figure', { name: of }).getByRole('code').innerText();
  return { id: await sample('Client id'), discovery: await sample('Where it finds everything else') };
}

/** Signs in where an app sent the browser, and allows it all that it asks for but this. */
export async function allow(ada: Page, name: string, address: URL, unticked: string): Promise<void> {
  await ada.goto(address.href);
  await signIn(ada);
  await ada.getByRole('heading', { name: `Allow ${name}?` }).waitFor();
  await ada.getByLabel(unticked).uncheck();
  await ada.getByRole('button', { name: 'Allow' }).click();
}

/** Takes back what an app was lent. */
export async function withdraw(ada: Page, name: string): Promise<void> {
  await ada.goto('/settings/connections');
  await ada.getByRole('link', { name: `Withdraw ${name}` }).click();
  await ada.getByRole('button', { name: 'Withdraw' }).click();
  await ada.getByRole('status').waitFor();
}
