//! A field of a form: label, hint, control and what is wrong with it, tied together for every reader.

mod view;

pub(crate) use view::escaped;
pub use view::field;

/// One of several values to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl Choice {
    /// A choice from what is sent and what is read.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// What a field is filled in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
    /// An `<input>` of this type.
    Input(&'static str),
    /// A `<textarea>` of so many rows.
    Area(u8),
    /// A `<select>`.
    Select(Vec<Choice>),
    /// Radio buttons side by side.
    Chips(Vec<Choice>),
    /// Check boxes, one below the other; in the field stands what is ticked, parted by spaces.
    Ticks(Vec<Choice>),
    /// The same, and finer steps between them, folded away under this name until one of them is chosen.
    Scale(Vec<Choice>, &'static str, Vec<Choice>),
}

/// A field and what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name it is sent under.
    pub name: &'static str,
    /// What it is called.
    pub label: String,
    /// What it is filled in with.
    pub control: Control,
    /// What stands in it.
    pub value: String,
    /// What helps to fill it in.
    pub hint: Option<String>,
    /// What is wrong with it, as the end of a sentence that begins with the label.
    pub error: Option<String>,
    /// The unit, shown beside the control.
    pub unit: Option<&'static str>,
    /// Whether it must be filled in.
    pub required: bool,
    /// What a browser may fill in by itself.
    pub autocomplete: Option<&'static str>,
    /// Which keys a phone shows.
    pub inputmode: Option<&'static str>,
    /// The most characters it takes.
    pub maxlength: Option<usize>,
}

impl Field {
    /// A field of one line of text.
    pub fn new(name: &'static str, label: impl Into<String>) -> Self {
        Self {
            name,
            label: label.into(),
            control: Control::Input("text"),
            value: String::new(),
            hint: None,
            error: None,
            unit: None,
            required: false,
            autocomplete: None,
            inputmode: None,
            maxlength: None,
        }
    }

    /// Filled in with `control`.
    #[must_use]
    pub fn control(self, control: Control) -> Self {
        Self { control, ..self }
    }

    /// With `value` standing in it.
    #[must_use]
    pub fn value(self, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..self }
    }

    /// With help.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// With what is wrong.
    #[must_use]
    pub fn error(self, error: Option<String>) -> Self {
        Self { error, ..self }
    }

    /// With its unit.
    #[must_use]
    pub fn unit(self, unit: &'static str) -> Self {
        Self { unit: Some(unit), ..self }
    }

    /// To be filled in.
    #[must_use]
    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// With what a browser may fill in, such as `current-password`.
    #[must_use]
    pub fn autocomplete(self, autocomplete: &'static str) -> Self {
        Self { autocomplete: Some(autocomplete), ..self }
    }

    /// With the keys a phone shows, such as `decimal`.
    #[must_use]
    pub fn inputmode(self, inputmode: &'static str) -> Self {
        Self { inputmode: Some(inputmode), ..self }
    }

    /// With the most characters it takes.
    #[must_use]
    pub fn maxlength(self, maxlength: usize) -> Self {
        Self { maxlength: Some(maxlength), ..self }
    }

    fn id(&self) -> String {
        format!("f-{}", self.name)
    }

    /// The id of what takes the focus: the control, or the first of its chips.
    pub(super) fn first_id(&self) -> String {
        match &self.control {
            Control::Chips(choices) | Control::Ticks(choices) | Control::Scale(choices, ..) => {
                choices.first().map_or_else(|| self.id(), |c| self.chip_id(c))
            }
            _ => self.id(),
        }
    }

    fn chip_id(&self, choice: &Choice) -> String {
        format!("f-{}-{}", self.name, choice.value)
    }

    fn hint_id(&self) -> Option<String> {
        self.hint.as_ref().map(|_| format!("f-{}-hint", self.name))
    }

    fn error_id(&self) -> Option<String> {
        self.error.as_ref().map(|_| format!("f-{}-error", self.name))
    }

    fn described_by(&self) -> Option<String> {
        let ids: Vec<_> = [self.hint_id(), self.error_id()].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }
}
