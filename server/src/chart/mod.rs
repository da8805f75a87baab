//! Charts as SVG, drawn by plotters on the server: whole without scripts, coloured by the style sheet.
//!
//! Everything is drawn in the sentinel colours of [`palette`], which `style/charts.css` maps to the page's
//! colours. A chart that cannot be drawn is an empty string; no input makes one panic.

mod bars;
mod canvas;
mod curve;
mod lines;
mod palette;
mod profile;
mod route;
mod scale;
mod sparkline;
mod split;
mod stack;
mod steps;

pub use bars::bars;
pub use curve::curve;
pub use lines::lines;
pub use profile::profile;
pub use route::route;
pub use sparkline::sparkline;
pub use split::split;
pub use stack::stack;
pub use steps::steps;

use app::pages::dashboard::{Drawings, Plan};
use app::pages::workout::Drawn;
use app::pages::{load, records};
use app::parts::Figure;
use app::series::{Course, Stack, stacks};
use domain::zones::Spent;
use palette::{LOAD, SERIES};

/// Everything the dashboard shows.
pub fn dashboard(plan: &Plan) -> Drawings {
    Drawings {
        main: bars(&plan.main, SERIES),
        load: bars(&plan.load, LOAD),
        split: split(&plan.split),
        courses: plan.courses.each_ref().map(|course| sparkline(course)),
    }
}

/// Everything the page of load shows.
pub fn load(plan: &load::Plan) -> load::Drawings {
    load::Drawings { fitness: lines(&plan.fitness), form: lines(&plan.form) }
}

/// Everything the page of records shows, family by family.
pub fn records(plan: &records::Plan) -> Vec<records::Drawings> {
    let drawn = |family: &records::FamilyPlan| records::Drawings {
        steps: family.steps.iter().map(steps).collect(),
        curve: family.curve.as_ref().map(curve),
    };
    plan.families.iter().map(drawn).collect()
}

/// The time in zones, a bar for each measurement; `about` says of which days.
pub fn zones(spent: &Spent, about: &str) -> Vec<Figure> {
    let drawn = |one: Stack| {
        let chart = stack(&one);
        one.figure(chart, about)
    };
    stacks(spent).into_iter().map(drawn).collect()
}

/// Everything a workout's page shows of its track.
pub fn workout(course: Course) -> Drawn {
    Drawn {
        route: route(&course.route),
        profiles: course.profiles.iter().map(|one| profile(one, course.length)).collect(),
        course,
    }
}
