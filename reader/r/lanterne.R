# Read a dataset that was protected with Lanterne: check that it is what was published, count with
# intervals, and take percentages of the right people. Base R and jsonlite; tables in parts are
# Parquet, and need arrow.
#
#   source("lanterne.R")
#   release <- open_release("release")
#   count_people(release, gender = "Woman", year = "2019")
#   share_of(release, c(isForcedLabour = "1"), among = c(gender = "Woman"))
#
# The rules are those of the Python package lanterne-reader; intervals of shares are its alone.

NEWEST_FORMAT <- 7L
LONGEST_COUNT <- 3L

# Problems of a folder, one sentence each; none where each file is the one that was published.
# Who wrote the list of the files is not shown: compare the SHA-256 of SHA256SUMS with the one that
# the publisher gives elsewhere.
verify_release <- function(folder) {
  sums <- file.path(folder, "SHA256SUMS")
  if (!file.exists(sums)) return("There is no SHA256SUMS: this is no release.")
  lines <- readLines(sums, encoding = "UTF-8", warn = FALSE)
  lines <- lines[nzchar(lines)]
  if (!all(grepl("^[0-9a-f]{64}  .", lines))) {
    return("SHA256SUMS cannot be read. Get the release again.")
  }
  listed <- substr(lines, 1, 64)
  names(listed) <- substring(lines, 67)
  if (anyDuplicated(names(listed))) return("SHA256SUMS cannot be read. Get the release again.")
  all_names <- list.files(
    folder, recursive = TRUE, all.files = TRUE, include.dirs = TRUE, no.. = TRUE
  )
  links <- all_names[nzchar(Sys.readlink(file.path(folder, all_names)))]
  if (length(links)) return(paste(links, "is a link to something else. Get the release again."))
  there <- all_names[!dir.exists(file.path(folder, all_names))]
  there <- there[!basename(there) %in% c(".DS_Store", "Thumbs.db", "desktop.ini")]
  missing <- setdiff(names(listed), there)
  foreign <- setdiff(there, c(names(listed), "SHA256SUMS"))
  both <- intersect(names(listed), there)
  changed <- both[.sha256(file.path(folder, both)) != listed[both]]
  c(
    paste(missing, rep("is missing.", length(missing))),
    paste(foreign, rep("is no part of the release. Move it elsewhere.", length(foreign))),
    paste(changed, rep("is not what was published. Get the release again.", length(changed)))
  )
}

# A release, once every file of it was compared with its list; stops with all that is wrong.
open_release <- function(folder) {
  problems <- verify_release(folder)
  if (length(problems)) stop(paste(c("It cannot be read:", problems), collapse = "\n"))
  format <- .json(folder, "manifest.json")$format
  if (!is.numeric(format) || format < 1) stop("manifest.json does not say which format it has.")
  if (format > NEWEST_FORMAT) stop("It was made by a newer Lanterne: get a newer lanterne.R.")
  told <- if (file.exists(file.path(folder, "guarantee.json"))) "guarantee.json" else "privacy.json"
  book <- .json(folder, "codebook/codebook.json")
  tables <- Filter(function(table) length(table$columns) > 0, book$tables)
  names(tables) <- vapply(tables, function(table) table$name, "")
  links <- Filter(function(table) length(table$references) > 1, book$tables)
  first <- if (length(links)) links[[1]]$references[[1]]$table else names(tables)[1]
  release <- list(
    path = normalizePath(folder), tables = lapply(tables, .table), first = first,
    measured_together = .json(folder, "manifest.json")$measured_together,
    promise = .json(folder, told), read = new.env(),
    widened = file.exists(file.path(folder, "codebook/original.json"))
  )
  class(release) <- "lanterne_release"
  release
}

print.lanterne_release <- function(x, ...) {
  promise <- if (is.null(x$promise$epsilon)) {
    sprintf("k = %s, no differential privacy", x$promise$k)
  } else {
    sprintf("epsilon = %g for each %s", x$promise$epsilon, x$promise$unit)
  }
  cat("Release of", paste(names(x$tables), collapse = ", "), "-", promise, "\n")
  invisible(x)
}

# The rows of a table, each column as text, blank where nothing is recorded. NA is a country.
# Nobody is in them, unless the release was k-anonymised: handle it as its GUARANTEE.md says.
rows_of <- function(release, table = release$first) {
  .there(release, table)
  parts <- list.files(
    file.path(release$path, "data", table), "^part-.*[.]parquet$", full.names = TRUE
  )
  if (length(parts)) return(.once(release, sort(parts), .parquet))
  .once(release, file.path(release$path, "data", paste0(table, ".csv")), .texts)
}

# The published counts, as texts; no rows where a k-method publishes none.
counts_of <- function(release, table = release$first) {
  .there(release, table)
  name <- if (length(release$tables) == 1) "aggregates" else table
  path <- file.path(release$path, "aggregates", paste0(name, ".csv"))
  if (file.exists(path)) .once(release, path, .texts) else data.frame()
}

# How many people give one to three answers together: the estimate with its interval of 95 %, or NA
# and why there is none. `rows` have these answers; they have no interval.
count_people <- function(release, answers = character(), ..., table = release$first) {
  asked <- c(unlist(answers), unlist(list(...)))
  .countable(release, table, asked)
  columns <- release$tables[[table]]
  rows <- rows_of(release, table)
  has <- Reduce(`&`, lapply(names(asked), function(n) .gives(columns[[n]], rows[[n]], asked[[n]])))
  wanted <- .parts(columns, asked)
  found <- .published(counts_of(release, table), paste(wanted$column, wanted$answer))
  result <- list(
    estimate = NA_real_, low = NA_real_, high = NA_real_, rows = sum(has), table = table,
    without = ""
  )
  if (is.null(found)) {
    result$without <- .why(release, table, wanted)
  } else {
    best <- if (!is.na(found["estimate"])) "estimate" else "count"
    result[c("estimate", "low", "high")] <- found[c(best, paste0(best, c("_low", "_high")))]
  }
  class(result) <- "lanterne_count"
  result
}

print.lanterne_count <- function(x, ...) {
  number <- function(value) formatC(value, format = "f", digits = 0, big.mark = ",")
  if (is.na(x$estimate)) {
    cat(sprintf(
      "No count was published: %s. %s rows of %s have these answers, without an interval.\n",
      x$without, number(x$rows), x$table
    ))
  } else if (x$low <= 0) {
    cat(sprintf("Too few %s to say: at most about %s.\n", x$table, number(max(x$high, 0))))
  } else {
    cat(sprintf(
      "About %s %s (95 %%: %s to %s).\n", number(x$estimate), x$table, number(x$low), number(x$high)
    ))
  }
  invisible(x)
}

# Of the rows with an answer, how many give some answers. A blank is no "no": the denominator is the
# rows with an answer in each column, or in one of its group. No interval: take it from the counts.
share_of <- function(release, answers, among = character(), table = release$first) {
  .countable(release, table, answers)
  if (length(among)) .countable(release, table, among)
  columns <- release$tables[[table]]
  rows <- rows_of(release, table)
  all_of <- function(asked) {
    Reduce(`&`, lapply(names(asked), function(n) .gives(columns[[n]], rows[[n]], asked[[n]])))
  }
  groups <- lapply(names(answers), function(n) .group(columns, n))
  known <- Reduce(`&`, lapply(groups, function(group) {
    Reduce(`|`, lapply(group, function(n) !rows[[n]] %in% c("", columns[[n]]$missing)))
  }))
  if (length(among)) known <- known & all_of(among)
  number <- sum(all_of(answers) & known)
  only_yes <- all(vapply(unique(unlist(groups)), function(n) columns[[n]]$only_yes, NA))
  result <- list(
    rows = number, of = sum(known), share = if (any(known)) number / sum(known) else NaN,
    columns = unique(unlist(groups)), only_yes = only_yes
  )
  class(result) <- "lanterne_share"
  result
}

print.lanterne_share <- function(x, ...) {
  if (x$only_yes) {
    cat("Nothing but a yes is recorded there: a share of the known says nothing.\n")
  } else {
    cat(sprintf(
      "%.1f%% of the %d rows with an answer in %s (without an interval).\n", 100 * x$share, x$of,
      paste(x$columns, collapse = " or ")
    ))
  }
  invisible(x)
}

# Below is what the functions above use.

.json <- function(folder, name) {
  jsonlite::fromJSON(file.path(folder, name), simplifyVector = FALSE)
}

# Each file is read once: what is counted later is what was checked.
.once <- function(release, paths, read) {
  if (is.null(release$read[[paths[1]]])) assign(paths[1], read(paths), release$read)
  release$read[[paths[1]]]
}

.parquet <- function(paths) {
  read <- lapply(paths, function(path) as.data.frame(arrow::read_parquet(path)))
  texts <- lapply(do.call(rbind, read), as.character)
  as.data.frame(lapply(texts, function(x) ifelse(is.na(x), "", x)), check.names = FALSE)
}

.texts <- function(path) {
  read.csv(
    path, colClasses = "character", na.strings = character(), check.names = FALSE,
    encoding = "UTF-8", comment.char = ""
  )
}

.sha256 <- function(paths) {
  if (!length(paths)) return(character())
  if (exists("sha256sum", asNamespace("tools"))) {  # R 4.5
    return(unname(getExportedValue("tools", "sha256sum")(paths)))
  }
  if (requireNamespace("digest", quietly = TRUE)) {
    of_one <- function(path) digest::digest(path, algo = "sha256", file = TRUE)
    return(vapply(paths, of_one, "", USE.NAMES = FALSE))
  }
  if (!nzchar(Sys.which("sha256sum"))) stop("To check files: install.packages(\"digest\")")
  said <- system2("sha256sum", c("--", shQuote(paths)), stdout = TRUE)
  substr(sub("^[\\\\]", "", said), 1, 64)  # a name with a backslash has one in front of its line
}

.table <- function(told) {
  columns <- lapply(told$columns, .column)
  names(columns) <- vapply(told$columns, function(column) column$name, "")
  columns
}

.column <- function(told) {
  values <- vapply(told$values, function(value) as.character(value$code), "")
  bins <- if (is.null(told$number)) NULL else .bins(told$number)
  list(
    kind = told$type, missing = setdiff(unlist(told$missing, use.names = FALSE), ""),
    separator = if (is.null(told$separator)) ";" else told$separator,
    group = if (is.null(told$group)) "" else told$group,
    values = if (length(values)) values else rownames(bins), bins = bins,
    only_yes = told$type == "flag" && length(values) == 1
  )
}

# The ranges of a column of numbers, as published counts write them: 30--39.
.bins <- function(told) {
  ends <- vapply(c(told$from, told$to, told$step), as.numeric, 0)
  starts <- vapply(told$bins, as.numeric, 0)
  last <- c(starts[-1] - ends[3], ends[2])
  texts <- format(c(ends[1], ends[3]), trim = TRUE, scientific = FALSE, drop0trailing = TRUE)
  digits <- max(nchar(sub("^[^.]*[.]?", "", texts)))
  text <- function(x) formatC(x, format = "f", digits = digits)
  names <- ifelse(starts == last, text(starts), paste0(text(starts), "--", text(last)))
  matrix(c(starts, last), ncol = 2, dimnames = list(names, c("first", "last")))
}

.group <- function(columns, name) {
  group <- columns[[name]]$group
  if (group == "") return(name)
  names(columns)[vapply(columns, function(column) column$group == group, NA)]
}

.there <- function(release, table) {
  if (!table %in% names(release$tables)) {
    stop("There is no table ", table, ", but ", paste(names(release$tables), collapse = ", "))
  }
}

.countable <- function(release, table, asked) {
  .there(release, table)
  if (release$widened) {
    stop("Answers of this release were made wider to hide people: one may stand in another.")
  }
  if (!length(asked) || is.null(names(asked)) || !all(nzchar(names(asked)))) {
    stop("Name at least one column and its answer.")
  }
  unknown <- setdiff(names(asked), names(release$tables[[table]]))
  if (length(unknown)) stop(table, " has no column ", unknown[1])
}

.members <- function(column, answer) {
  sort(unique(strsplit(answer, column$separator, fixed = TRUE)[[1]]), method = "radix")
}

# Of a set with more than four members an answer is a member, or several; else the whole cell.
.gives <- function(column, cells, answer) {
  codes <- if (column$kind == "set") .members(column, answer) else as.character(answer)
  unknown <- setdiff(codes, column$values)
  if (length(unknown)) stop("There is no answer ", unknown[1])
  if (!is.null(column$bins)) {
    numbers <- suppressWarnings(as.numeric(cells))
    ends <- column$bins[codes, ]
    return(!is.na(numbers) & numbers >= ends[["first"]] & numbers <= ends[["last"]])
  }
  if (column$kind != "set") return(cells == codes)
  if (length(column$values) <= 4) return(cells == paste(codes, collapse = column$separator))
  split <- strsplit(cells, column$separator, fixed = TRUE)
  vapply(split, function(there) all(codes %in% there), NA)
}

# Answers as they stand in published counts: the whole cell, or members one by one.
.apart <- function(column, answer) {
  if (column$kind != "set") return(as.character(answer))
  members <- .members(column, answer)
  if (length(column$values) <= 4) paste(members, collapse = column$separator) else members
}

# Columns and answers as they stand in published counts, one beside the other.
.parts <- function(columns, asked) {
  apart <- lapply(names(asked), function(n) .apart(columns[[n]], asked[[n]]))
  list(column = rep(names(asked), lengths(apart)), answer = unlist(apart))
}

.published <- function(counts, wanted) {
  if (length(wanted) > LONGEST_COUNT || !nrow(counts)) return(NULL)
  lines <- counts[counts$length == length(wanted), ]
  pairs <- vapply(seq_along(wanted), function(place) {
    paste(lines[[paste0("column_", place)]], lines[[paste0("value_", place)]])
  }, character(nrow(lines)))
  pairs <- matrix(pairs, nrow = nrow(lines))
  same <- Reduce(`&`, lapply(wanted, function(pair) rowSums(pairs == pair) > 0))
  if (!any(same)) return(NULL)
  names <- c("estimate", "estimate_low", "estimate_high", "count", "count_low", "count_high")
  found <- vapply(names, function(name) {
    text <- if (name %in% names(lines)) lines[[name]][which(same)[1]] else ""
    if (nzchar(text)) as.numeric(text) else NA_real_
  }, 0)
  found
}

# Why no count was published of answers, as `.parts` has them.
.why <- function(release, table, wanted) {
  if (is.null(release$promise$epsilon)) return("a k-method publishes none")
  if (!nrow(counts_of(release, table))) return(paste("none is of", table))
  if (length(wanted$column) > LONGEST_COUNT) {
    return(sprintf("of more than %d answers together none is measured", LONGEST_COUNT))
  }
  counted <- if (length(release$tables) == 1) "aggregates" else table
  told <- release$measured_together[[counted]]
  if (is.null(told)) {  # of an earlier release
    return("too few people to say, or these columns were not measured together")
  }
  if (.were_counted(told, wanted)) return("too few people to say")
  "these columns were never counted together, and there may be many people"
}

# Whether answers were counted together, as the manifest says it; one alone always was. A part is a
# column, or one answer of it; sets of parts name them by their places, from 0.
.were_counted <- function(told, wanted) {
  if (length(wanted$column) < 2) return(TRUE)
  as_key <- function(...) paste(c(...), collapse = "\r")
  keys <- vapply(told$parts, function(part) as_key(unlist(part)), "")
  places <- Map(function(column, answer) {
    match(c(column, as_key(column, answer)), keys, nomatch = 0) - 1
  }, wanted$column, wanted$answer)
  ways <- expand.grid(lapply(places, function(some) some[some >= 0]))
  in_order <- function(some) paste(sort(unique(as.integer(some))), collapse = " ")
  sets <- vapply(strsplit(unlist(told$sets), " ", fixed = TRUE), in_order, "")
  any(apply(ways, 1, in_order) %in% sets)
}
