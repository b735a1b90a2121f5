"""A small honest city: two wards of one district, with nine months of 2018 to import."""
