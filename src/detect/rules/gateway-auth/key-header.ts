/** Headers in which a key is sent: `Authorization`, `api-key`, `X-Api-Key`, and those that gateways are told to look at. */
export const KEY_HEADER =
  /^(?:proxy-)?authorization$|^(?:[\w-]+-)?(?:api-?key|litellm-key|gateway-key|subscription-key|(?:auth|access)-token)$/i;
