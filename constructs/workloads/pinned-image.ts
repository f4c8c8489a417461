import { TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import { images, type Image, type ImageName, type Platform } from '../../platform/index.ts';
import { imageRegistry } from '../image-repositories.ts';

/** What a digest looks like, for JavaScript and for Terraform. */
const digestPattern = '^sha256:[0-9a-f]{64}$';

/**
 * The reference by which an image is pulled: always by its digest. Where the platform knows none, Terraform asks for
 * one and goes no further without.
 *
 * @throws Error when the digest that the platform knows is none
 */
export function pinnedImage(
  scope: Construct,
  platform: Platform,
  name: ImageName,
  image: Image = images[name],
): string {
  const { digest } = image;
  if (digest !== undefined && !new RegExp(digestPattern).test(digest)) {
    throw new Error(
      `images.${name}.digest: found "${digest}", expected sha256: and 64 hexadecimal digits; ask the registry`,
    );
  }
  return `${imageRegistry(platform, image.source)}/${image.repository}@${digest ?? askedFor(scope, name, image)}`;
}

function askedFor(scope: Construct, name: ImageName, { repository, tag }: Image): string {
  const variable = new TerraformVariable(scope, `digest-${name}`, {
    type: 'string',
    nullable: false,
    description: `Digest of ${repository}:${tag}, as its registry tells it`,
  });
  variable.addValidation({
    condition: `\${can(regex("${digestPattern}", var.digest-${name}))}`,
    errorMessage: 'Expected sha256: and 64 hexadecimal digits.',
  });
  return variable.stringValue;
}
