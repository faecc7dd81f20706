//! Reads the first document of a YAML text as Docker does: aliases, merged keys (`<<`), and the limit on what aliases add.

use std::collections::BTreeMap;

use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle, Tag, options};

use super::{
    client::Client,
    merge::Table,
    scalar,
    tabs::{self, Kind, Lines},
    tree::{At, Fault, Key, Node, Value},
};

/// The depth that no compose file needs; without a limit, deep nesting would exhaust the stack.
const DEEPEST: usize = 100;
/// Up to this many values, a hundredth of a file must not come from aliases.
const SMALL: f64 = 400_000.0;

/// The document of a compose file.
pub(super) fn read(text: &str, client: Client) -> Result<Node, Fault> {
    let parser = Parser::new_from_str_with_options(text, options! { emit_comments: false });
    let mut reader = Reader { parser, client, anchors: BTreeMap::new(), values: 0, aliased: 0, spans: Vec::new() };
    loop {
        match reader.next()? {
            (Event::DocumentStart(_, Some(version)), span) if (version.major, version.minor) != (1, 1) => {
                return Err(Fault::new(place(&span), "docker reads YAML 1.1 only").help("Remove the line `%YAML`."));
            }
            (Event::StreamStart | Event::DocumentStart(..), _) => {}
            (Event::StreamEnd, span) => return Err(Fault::new(place(&span), "the file is empty")),
            (event, span) => {
                let node = reader.node(event, span, 0)?;
                let (_, end) = reader.next()?;
                let tab = tabs::first(text, &reader.spans, end.start.line(), client);
                return match node.value {
                    _ if tab.is_some() => Err(tab.expect("it is there")),
                    Value::Table(_) => Ok(node),
                    _ => Err(Fault::new(node.at, format!("the file must be a mapping, not {}", node.shown()))),
                };
            }
        }
    }
}

struct Reader<'t> {
    parser: Parser<'t, granit_parser::StrInput<'t>>,
    client: Client,
    /// The values with an anchor, each with the number of values in it.
    anchors: BTreeMap<usize, (Node, u64)>,
    values: u64,
    aliased: u64,
    /// The lines in which a tab may stand for something else than indentation.
    spans: Vec<Lines>,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Span), Fault> {
        let next = self.parser.next().expect("the stream ends with its own event");
        next.map_err(|error| {
            let at = At { line: error.marker().line(), column: error.marker().col() + 1 };
            Fault::new(at, format!("the file is not YAML: {}", error.info()))
        })
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Node, Fault> {
        let at = place(&span);
        if depth > DEEPEST {
            return Err(Fault::new(at, format!("the file is nested too deeply; allowed: {DEEPEST} levels")));
        }
        let before = self.values;
        self.values += 1;
        let (anchor, value) = match event {
            Event::Alias(id) => return self.alias(id, at),
            Event::Scalar(text, style, anchor, tag) => {
                self.cover(&span, &span, kind(style));
                (anchor, self.scalar(&text, style, tag.as_deref(), at)?)
            }
            Event::SequenceStart(style, anchor, _) => (anchor, self.list(style, &span, depth)?),
            Event::MappingStart(style, anchor, _) => (anchor, self.table(style, &span, depth)?),
            _ => return Err(Fault::new(at, "the file is not YAML")),
        };
        let node = Node { at, value };
        if scalar::is_unwritable(&node) {
            return Err(Fault::new(at, "the file has a number that is infinite or none; Docker reads finite numbers"));
        }
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), self.values - before));
        }
        Ok(node)
    }

    fn alias(&mut self, id: usize, at: At) -> Result<Node, Fault> {
        let Some((node, size)) = self.anchors.get(&id) else {
            return Err(Fault::new(at, "the alias stands within its own anchor"));
        };
        self.values += size;
        self.aliased += size;
        #[expect(clippy::cast_precision_loss, reason = "a ratio")]
        let (values, aliased) = (self.values as f64, self.aliased as f64);
        if aliased > 100.0 && values > 1000.0 && aliased / values > allowed(values) {
            let text = format!("the aliases up to here stand for {} values; Docker stops at so many", self.aliased);
            return Err(Fault::new(at, text).help("Write out what the file repeats, or repeat less."));
        }
        Ok(node.clone())
    }

    fn scalar(&self, text: &str, style: ScalarStyle, tag: Option<&Tag>, at: At) -> Result<Value, Fault> {
        let core = tag.filter(|tag| tag.handle() == "tag:yaml.org,2002:").map(|tag| tag.suffix().to_owned());
        match core {
            Some(tag) => scalar::tagged(&tag, text, self.client)
                .ok_or_else(|| Fault::new(at, format!("`{text}` is not of the type `!!{tag}`"))),
            None if tag.is_some() || style != ScalarStyle::Plain => Ok(Value::Text(text.to_owned())),
            None => Ok(scalar::plain(text, self.client)),
        }
    }

    /// The lines between two places. A block scalar starts with its content and ends before the next token.
    fn cover(&mut self, start: &Span, end: &Span, kind: Kind) {
        let (first, last) = (start.start.line(), end.end.line());
        self.spans.push(match kind {
            Kind::Block => Lines { first: first - 1, last: last.max(first + 1) - 1, kind },
            _ => Lines { first, last, kind },
        });
    }

    fn list(&mut self, style: StructureStyle, start: &Span, depth: usize) -> Result<Value, Fault> {
        let mut elements = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, end) => {
                    if style == StructureStyle::Flow {
                        self.cover(start, &end, Kind::Enclosed);
                    }
                    return Ok(Value::List(elements));
                }
                (event, span) => elements.push(self.node(event, span, depth + 1)?),
            }
        }
    }

    fn table(&mut self, style: StructureStyle, start: &Span, depth: usize) -> Result<Value, Fault> {
        let mut table = Table::new(self.client);
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                if style == StructureStyle::Flow {
                    self.cover(start, &span, Kind::Enclosed);
                }
                return Ok(Value::Table(table.finished()));
            }
            let at = place(&span);
            let is_merge = matches!(&event, Event::Scalar(text, ScalarStyle::Plain, ..) if text == "<<");
            let key = self.node(event, span, depth + 1)?;
            let (event, span) = self.next()?;
            let value = self.node(event, span, depth + 1)?;
            match key.value {
                Value::Text(_) if is_merge => table.merge(value, at)?,
                Value::Text(name) => table.insert(Key { at, name }, value)?,
                _ => {
                    let text = format!("a key must be a string, not {}", key.shown());
                    return Err(Fault::new(at, text).help("Write the key in quotes."));
                }
            }
        }
    }
}

fn kind(style: ScalarStyle) -> Kind {
    match style {
        ScalarStyle::Plain => Kind::Plain,
        ScalarStyle::Literal | ScalarStyle::Folded => Kind::Block,
        _ => Kind::Enclosed,
    }
}

fn place(span: &Span) -> At {
    At { line: span.start.line(), column: span.start.col() + 1 }
}

/// The part of the values that may come from aliases.
fn allowed(values: f64) -> f64 {
    let excess = ((values - SMALL) / (9.0 * SMALL)).clamp(0.0, 1.0);
    0.99 - 0.89 * excess
}
