// Failures tell their text to nobody who cannot decode it; the worker itself loads this, by require.

const { DefaultFailureConverter } = require("@temporalio/common");

exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
