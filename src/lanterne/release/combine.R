# From the data sets of this folder to estimates with intervals that allow for the noise of
# protection. Base R alone. Each data set by itself looks more certain than it is: fit the same
# model to all of them, and combine.
#
#   source("datasets/combine.R")
#   sets <- read_data_sets("datasets")
#   noise <- read_noise("datasets")
#   fits <- lapply(sets, function(one) {
#     glm((meansThreats == "1") ~ (gender == "Woman"), family = binomial, data = one)
#   })
#   check_cells(sets, noise, list(meansThreats = "1", gender = "Woman"), recorded = FALSE)
#   combine_fits(fits)
#   odds_ratios(combine_fits(fits))
#
# The rule is that of Rubin (1987). Why it holds here, and when it does not, is in the guide for
# statisticians, docs/guides/inference.md, and in lanterne.inference.

# The data sets, all columns as text; the empty text where nothing is recorded. silent: words of the
# codebook that say why nothing is, such as c("unknown", "refused"); they become the empty text.
# Numbers stay numbers: cut them at the bounds of the codebook's bins, nothing finer was measured
# beside other columns.
read_data_sets <- function(folder = "datasets", silent = character(0)) {
  files <- sort(list.files(folder, "^[0-9]+[.]csv$", full.names = TRUE))
  lapply(files, function(file) {
    one <- read.csv(file, colClasses = "character", check.names = FALSE, na.strings = character(0),
                    encoding = "UTF-8")
    one[] <- lapply(one, function(column) ifelse(column %in% silent, "", column))
    one
  })
}

# Columns that were measured together, and the standard deviation of the noise in a count.
read_noise <- function(folder = "datasets") {
  columns <- c(rep("character", 3), "numeric")
  read.csv(file.path(folder, "noise.csv"), colClasses = columns, na.strings = character(0))
}

# One estimate from those on all data sets and their usual variances (squared standard errors).
# about = "population": the people in the records are a random sample of whom the estimate is about.
# about = "records": it is about the people in the records and nobody else.
combine <- function(estimates, variances, about = "population", level = 0.95) {
  stopifnot(length(estimates) >= 2, length(estimates) == length(variances))
  stopifnot(all(is.finite(estimates)), all(is.finite(variances)), all(variances >= 0))
  stopifnot(about %in% c("population", "records"), level > 0, level < 1)
  # The rule begins here.
  m <- length(estimates)
  estimate <- mean(estimates)
  noise <- (1 + 1 / m) * var(estimates)
  sampling <- mean(variances) * (about == "population")
  freedom <- ifelse(noise > 0, (m - 1) * (1 + sampling / noise)^2, Inf)
  error <- sqrt(sampling + noise)
  reach <- qt((1 + level) / 2, freedom) * error
  # The rule ends here.
  data.frame(estimate = estimate, standard_error = error, degrees_of_freedom = freedom,
             low = estimate - reach, high = estimate + reach)
}

# The coefficients of models that were fitted to all data sets, one line each.
combine_fits <- function(fits, about = "population", level = 0.95) {
  found <- sapply(fits, coef)
  usual <- sapply(fits, function(fit) diag(vcov(fit)))
  names <- rownames(found)
  lines <- lapply(names, function(name) combine(found[name, ], usual[name, ], about, level))
  result <- do.call(rbind, lines)
  rownames(result) <- names
  result
}

# Odds ratios with their intervals, of coefficients of logistic regressions.
odds_ratios <- function(combined) exp(combined[, c("estimate", "low", "high")])

# A difference of shares on each data set: of those who give `first` and `second`, lists such as
# list(gender = "Woman"), the share that gives `outcome`. recorded: among those of whom something is
# recorded in the column of the outcome.
difference_of_shares <- function(sets, noise, outcome, first, second, recorded = TRUE,
                                 about = "population") {
  check_cells(sets, noise, c(outcome, first), recorded)
  check_cells(sets, noise, c(outcome, second), recorded)
  found <- sapply(sets, function(one) {
    share <- function(group) {
      here <- one[[names(group)]] == group[[1]]
      if (recorded) here <- here & one[[names(outcome)]] != ""
      part <- mean(one[[names(outcome)]][here] == outcome[[1]])
      c(part, part * (1 - part) / sum(here))
    }
    share(first) * c(1, 1) + share(second) * c(-1, 1)
  })
  combine(found[1, ], found[2, ], about)
}

# Stops where an estimate rests on columns that were not measured together, on counts that the noise
# drowns (less than 3 standard deviations), or on fewer than 20 people. answers: the outcome first,
# then one answer, or two of an interaction. recorded: among those of whom something is recorded in
# the column of the outcome; FALSE where your model keeps everybody. Call it for each predictor of a
# model. It does not look at who is left to compare with where a model has several answers to one
# question; lanterne.inference in Python does. Neither looks at how few have one predictor without
# another.
check_cells <- function(sets, noise, answers, recorded = TRUE) {
  columns <- sort(unique(names(answers)))
  if (length(columns) > 3) stop("The noise is given for three columns together at most.")
  key <- apply(noise[, 1:3], 1, function(one) paste(sort(one[one != ""]), collapse = "\r"))
  deviation <- noise$deviation[key == paste(sort(columns), collapse = "\r")]
  if (length(deviation) != 1) {
    stop("These columns were not measured together: ", paste(columns, collapse = ", "))
  }
  counts <- rowMeans(sapply(sets, function(one) {
    given <- mapply(function(column, value) one[[column]] == value, names(answers), answers)
    here <- if (recorded) one[[names(answers)[1]]] != "" else rep(TRUE, nrow(one))
    which <- expand.grid(rep(list(c(TRUE, FALSE)), length(answers)))
    apply(which, 1, function(flags) sum(here & apply(t(given) == flags, 2, all)))
  }))
  if (min(counts) < max(3 * deviation, 20)) {
    stop("This estimate rests on counts that the noise drowns, or on too few people: ",
         paste(columns, collapse = ", "), ". The smallest has ", round(min(counts)),
         " people, and ", round(max(3 * deviation, 20)), " are needed.")
  }
  invisible(TRUE)
}
