//! A function of the host programs that answers through a variable names it in the comment above it: the next reader would
//! otherwise have to find out where a fact comes from.

use std::{collections::BTreeSet, fs, iter, mem, path::Path};

use super::{HOST, has_suffix, templates};

/// It gives variables their first value and answers no caller.
const WITHOUT_ANSWER: &str = "start";

/// A function of a script: the comment above it, the variables that it sets, and those that it reads.
struct Function {
    name: String,
    comment: String,
    sets: BTreeSet<String>,
    reads: BTreeSet<String>,
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn is_name(word: &str) -> bool {
    !word.is_empty() && word.chars().all(is_of_name)
}

fn first_name(text: &str) -> String {
    text.chars().take_while(|c| is_of_name(*c)).collect()
}

fn functions(text: &str) -> Vec<Function> {
    let (mut found, mut comment, mut lines) = (Vec::new(), String::new(), text.lines());
    while let Some(line) = lines.next() {
        if let Some((name, rest)) = line.split_once("() {").filter(|(name, _)| is_name(name)) {
            let more = if rest.is_empty() {
                lines.by_ref().take_while(|line| !line.starts_with('}')).collect()
            } else {
                vec![rest]
            };
            let code: Vec<_> = more.into_iter().filter(|line| !line.trim_start().starts_with('#')).collect();
            let (code, comment) = (code.join("\n"), mem::take(&mut comment));
            found.push(Function { name: name.to_owned(), comment, sets: set_in(&code), reads: read_in(&code) });
        } else if line.starts_with('#') {
            comment += line;
        } else if !line.contains('=') {
            comment.clear();
        }
    }
    found
}

/// The code without what is in quotes, with each command on one line.
fn unquoted(code: &str) -> String {
    let mut quote = None;
    let is_outside = |c: &char| {
        let is_mark = matches!(c, '\'' | '"') && quote.is_none_or(|quote| quote == *c);
        if is_mark {
            quote = if quote.is_none() { Some(*c) } else { None };
        }
        quote.is_none() && !is_mark
    };
    code.replace("\\\n", " ").chars().filter(is_outside).collect()
}

/// The names that are assigned where a command may begin, read or looped over, apart from local ones.
fn set_in(code: &str) -> BTreeSet<String> {
    let (mut set, mut local) = (BTreeSet::new(), BTreeSet::from(["_".to_owned(), "IFS".to_owned()]));
    for line in unquoted(code).lines() {
        let words: Vec<_> = line.split_whitespace().collect();
        for (at, word) in words.iter().enumerate() {
            let before = at.checked_sub(1).map_or(";", |before| words[before]);
            let names = words[at + 1..].iter().filter(|word| **word != "-r").map_while(|word| {
                let name = word.trim_end_matches(';');
                is_name(name).then(|| name.to_owned())
            });
            match *word {
                "local" => local.extend(words[at + 1..].iter().map(|word| first_name(word))),
                "read" => set.extend(names),
                "for" => set.extend(names.take(1)),
                _ => {}
            }
            let begins = ["&&", "||", "{", "(", "!", "if", "elif", "then", "else", "while", "do"].contains(&before)
                || before.ends_with([';', ')'])
                || is_assignment(before);
            if begins && is_assignment(word) {
                set.insert(first_name(word));
            }
        }
    }
    &set - &local
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| is_name(name))
}

/// The names after a dollar sign, and those in arithmetic.
fn read_in(code: &str) -> BTreeSet<String> {
    let sums = code.split("$((").skip(1).filter_map(|rest| rest.split("))").next());
    let in_sums = sums.flat_map(|sum| sum.split(|c| !is_of_name(c))).map(str::to_owned);
    let after_dollar = code.split('$').skip(1).map(|rest| first_name(rest.trim_start_matches('{')));
    after_dollar.chain(in_sums).collect()
}

/// The variables through which functions answer and that their comments do not name, as `function: variable`.
fn unnamed(entry: &str) -> Vec<String> {
    let sourced = entry.lines().filter_map(|line| line.strip_prefix("# shellcheck source="));
    let texts = sourced.map(|name| fs::read_to_string(Path::new(HOST).join("opt/swarmgen").join(name)));
    let program: Vec<_> =
        texts.flatten().chain(iter::once(entry.to_owned())).flat_map(|text| functions(&text)).collect();
    let mut found = Vec::new();
    for function in program.iter().filter(|function| function.name != WITHOUT_ANSWER) {
        let named: BTreeSet<_> = function.comment.split(|c| !is_of_name(c)).collect();
        for variable in function.sets.iter().filter(|variable| !named.contains(variable.as_str())) {
            // A name with an underscore in front is scratch: each function that reads it sets it first.
            let is_answer = program.iter().any(|other| {
                other.name != function.name
                    && other.reads.contains(variable)
                    && !(variable.starts_with('_') && other.sets.contains(variable))
            });
            found.extend(is_answer.then(|| format!("{}: {variable}", function.name)));
        }
    }
    found
}

#[test]
fn a_function_that_answers_through_a_variable_names_it_in_its_comment() {
    for (path, text) in templates().into_iter().filter(|(path, _)| has_suffix(path, "sh")) {
        assert_eq!(unnamed(&text), [""; 0], "{path}: write `NAME: what it holds` above the function");
    }
    let bare = "f() {\n    answer=1 _own=2\n}\nread_it() { echo \"$answer\"; }\n";
    assert_eq!(unnamed(bare), ["f: answer"]);
    assert_eq!(unnamed(&format!("# answer: one.\n{bare}")), [""; 0]);
}
