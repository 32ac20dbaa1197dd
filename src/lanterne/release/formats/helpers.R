# Below are the functions that load_release() uses. Nothing but base R is needed, save for rows in
# parts, which are Parquet: install.packages("arrow").

read_table <- function(paths) {
  if (grepl("[.]parquet$", paths[1])) {
    parts <- lapply(paths, function(path) as.data.frame(arrow::read_parquet(path)))
    return(do.call(rbind, parts))
  }
  read.csv(
    paths, colClasses = "character", na.strings = "", check.names = FALSE,
    encoding = "UTF-8", comment.char = ""
  )
}

# NA is a country, and no missing value.
read_counts <- function(path, kinds) {
  read.csv(path, colClasses = kinds, na.strings = character(), encoding = "UTF-8")
}

labelled <- function(x, label) {
  attr(x, "label") <- label
  x
}

# One answer: a factor, NA wherever there is none.
one_of <- function(texts, codes, labels, label, ordered) {
  labelled(factor(texts, levels = codes, labels = labels, ordered = ordered), label)
}

# Whether an answer is among several: NA where nothing is recorded, which does not mean no.
among <- function(texts, member, separator, missing, label) {
  texts[texts %in% missing] <- NA
  found <- vapply(
    strsplit(texts, separator, fixed = TRUE),
    function(answers) if (anyNA(answers)) NA else member %in% answers,
    logical(1)
  )
  labelled(found, label)
}

numbers <- function(texts, missing, whole, label) {
  texts[texts %in% missing] <- NA
  labelled(if (whole) as.integer(texts) else as.numeric(texts), label)
}

# Why an answer is missing, where the codebook tells kinds of missing answers apart.
why_missing <- function(texts, codes, labels, label) {
  labelled(factor(texts, levels = codes, labels = labels), label)
}
